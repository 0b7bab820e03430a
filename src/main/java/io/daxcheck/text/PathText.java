package io.daxcheck.text;

/** Components of a slash-separated path, as text: no file is looked at. */
public final class PathText {
    private PathText() {}

    /** Returns a component counted from the end of the path: 0 is the last. Empty where the path has fewer. */
    public static String part(String path, int fromEnd) {
        int end = path.length();
        for (int i = 0; i < fromEnd; i++) {
            end = path.lastIndexOf('/', end - 1);
            if (end <= 0) {
                return "";
            }
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    /** Returns the path without its last component; empty for a path of one component. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
