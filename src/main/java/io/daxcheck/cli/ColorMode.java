package io.daxcheck.cli;

/** The values of {@code --color}, spelled as users type them. */
enum ColorMode {
    auto,
    always,
    never
}
