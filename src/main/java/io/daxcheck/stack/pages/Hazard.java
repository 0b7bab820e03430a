package io.daxcheck.stack.pages;

/** What can happen to bytes that the kernel gives out through DAX, worst first. */
public enum Hazard {
    /** A page fault can crash the kernel: there is no struct page behind the page. */
    PANIC("panic"),
    /** What is written with DAX is not what is read back without it. */
    CORRUPT("corrupt"),
    /** A read, write or page fault fails: EIO, EINVAL, EOPNOTSUPP, SIGBUS. */
    ERROR("error");

    private final String word;

    Hazard(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }
}
