package io.daxcheck.text;

/** Goes through a text line by line, and knows the number of the line it is at. A last line may lack its newline. */
public final class Lines {
    private final String text;
    private int position;
    private int number;
    private String line = "";

    public Lines(String text) {
        this.text = text;
    }

    /** Moves to the next line; false after the last. */
    public boolean next() {
        if (position >= text.length()) {
            return false;
        }
        int end = text.indexOf('\n', position);
        if (end < 0) {
            end = text.length();
        }
        line = text.substring(position, end);
        position = end + 1;
        number++;
        return true;
    }

    /** The line, without its newline. */
    public String line() {
        return line;
    }

    /** Its number, from 1. */
    public int number() {
        return number;
    }
}
