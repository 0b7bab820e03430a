package io.daxcheck.source.tree;

/**
 * An input that cannot be read as a whole. The message is one line that names the file and the place in it, fit to be
 * shown as it is.
 */
public final class InputException extends Exception {
    private static final long serialVersionUID = 1;

    public InputException(String message) {
        super(message);
    }
}
