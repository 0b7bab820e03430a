package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.build.CompletionScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The shells that daxcheck has a completion script for, and what each of them really offers. */
public enum Shell {
    BASH {
        @Override
        public String script(CommandLine commands) {
            return new CompletionScripts(commands).bash();
        }

        @Override
        public List<String> offered(Path directory, Path script, String line) throws IOException {
            Path driver = Files.writeString(directory.resolve("driver.bash"), """
                    compopt() { printf 'compopt %s\\n' "$*"; }
                    . "$1"
                    COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
                    shift 2
                    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
                    _daxcheck
                    ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
                    """);
            List<String> command = new ArrayList<>(
                    List.of(Programs.find("bash", "bash").toString(), driver.toString(), script.toString(), line));
            List<String> words = words(line);
            command.addAll(words);
            // readline replaces the last word only, and nothing of a sign that ends a word.
            String last = words.get(words.size() - 1);
            int replaced = last.length() == 1 && SIGNS.contains(last) ? 0 : last.length();
            String kept = line.substring(line.lastIndexOf(' ') + 1, line.length() - replaced);
            List<String> offered = new ArrayList<>();
            for (String reply : lines(directory, command)) {
                offered.add(reply.startsWith("compopt ") ? reply : kept + reply);
            }
            return offered;
        }
    },
    ZSH {
        @Override
        public String script(CommandLine commands) {
            return new CompletionScripts(commands).zsh();
        }

        /** Types the line into an interactive zsh, whose {@code compadd} says what it is given. */
        @Override
        public List<String> offered(Path directory, Path script, String line) throws IOException {
            Files.copy(
                    script,
                    Files.createDirectories(directory.resolve("functions")).resolve("_daxcheck"));
            Files.writeString(directory.resolve(".zshrc"), """
                    fpath=($ZDOTDIR/functions $fpath)
                    autoload -Uz compinit && compinit -D -u
                    bindkey '^I' complete-word
                    LISTMAX=0 PROMPT=READY
                    compadd() {
                        if [[ ${@[1,(i)(-|--)]} == *-[a-zA-Z]#[OAD]* ]]; then
                            builtin compadd "$@"
                            return
                        fi
                        local -a offered
                        builtin compadd -A offered "$@"
                        (($#offered)) && print -rC1 -- "" "OFFERED:"$^IPREFIX$^offered
                        builtin compadd "$@"
                    }
                    offered-all() { print -r -- OFFERED-ALL }
                    comppostfuncs=(offered-all)
                    """);
            Path driver = Files.writeString(directory.resolve("driver.zsh"), """
                    zmodload zsh/zpty
                    export ZDOTDIR=$1 TERM=dumb
                    zpty shell zsh -d -i
                    zpty -r -m shell text '*READY*'
                    zpty -w -n shell "$2"$'\\t'
                    zpty -r -m shell text '*OFFERED-ALL*'
                    print -r -- $text
                    zpty -d shell
                    """);
            List<String> offered = new ArrayList<>();
            List<String> command = List.of(
                    Programs.find("zsh", "zsh").toString(), "-f", driver.toString(), directory.toString(), line);
            for (String output : lines(directory, command)) {
                int start = output.indexOf("OFFERED:");
                if (start >= 0) {
                    offered.add(output.substring(start + "OFFERED:".length()).stripTrailing());
                }
            }
            return offered;
        }
    },
    FISH {
        @Override
        public String script(CommandLine commands) {
            return new CompletionScripts(commands).fish();
        }

        @Override
        public List<String> offered(Path directory, Path script, String line) throws IOException {
            List<String> offered = new ArrayList<>();
            List<String> command = List.of(
                    Programs.find("fish", "fish").toString(),
                    "--no-config",
                    "-c",
                    "source $argv[1]; complete -C $argv[2]",
                    script.toString(),
                    line);
            for (String output : lines(directory, command)) {
                int description = output.indexOf('\t');
                offered.add(description < 0 ? output : output.substring(0, description));
            }
            return offered;
        }
    };

    /** Those of bash's COMP_WORDBREAKS that mean something to daxcheck. */
    private static final String SIGNS = ":=@";

    public abstract String script(CommandLine commands);

    /**
     * What the shell offers in the place of the last word.
     *
     * @param directory to work in, and empty but for the script
     * @param line the command line as far as it is typed
     */
    public abstract List<String> offered(Path directory, Path script, String line) throws IOException;

    /** As readline has it: a sign is a word of its own, and there is always a last word. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            boolean sign = SIGNS.indexOf(character) >= 0;
            if (character == ' ' || sign) {
                if (word.length() > 0) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                if (sign) {
                    words.add(String.valueOf(character));
                }
            } else {
                word.append(character);
            }
        }
        if (word.length() > 0 || line.endsWith(" ")) {
            words.add(word.toString());
        }
        return words;
    }

    private static List<String> lines(Path directory, List<String> command) {
        Programs.Run run = Programs.run(directory, Map.of("HOME", directory.toString(), "LC_ALL", "C.UTF-8"), command);
        assertThat(run.err()).isEmpty();
        return run.out().lines().toList();
    }
}
