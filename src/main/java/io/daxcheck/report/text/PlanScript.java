package io.daxcheck.report.text;

import io.daxcheck.finding.Effect;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan as a script for a POSIX shell, which uses nothing but the programs of its steps. */
public final class PlanScript {
    private static final String FUNCTIONS = """
            set -eu
            yes=
            case ${1-} in
                --yes) yes=1 ;;
                '') ;;
                *) echo "usage: sh $0 [--yes]" >&2; exit 2 ;;
            esac
            stop() {
                echo "Stopped: $1" >&2
                exit 1
            }
            confirm() {
                printf '%s [y/N] ' "$1"
                answer=
                read -r answer || true
                case $answer in
                    [yY] | [yY][eE][sS]) ;;
                    *) stop 'nothing of this step was done.' ;;
                esac
            }
            ask() {
                if [ "$yes" ]; then
                    echo "$1"
                else
                    confirm "$1 Go on?"
                fi
            }
            by_hand() {
                if [ "$yes" ]; then
                    echo 'This step is done by hand.'
                else
                    confirm 'This step is done by hand. Is it done?'
                fi
            }
            needs() {
                command -v "$1" >/dev/null || stop "there is no program $1. Nothing was done."
            }
            """;

    private PlanScript() {}

    /**
     * The chosen way as a script.
     *
     * @param host name of the host that the plan was made for; empty where it is not known
     * @param release of the kernel that it was made for, where that is not the host's own
     */
    public static String of(String device, Plan plan, Optional<String> host, Optional<String> release) {
        List<Step> steps = plan.chosen(Optional.empty()).orElseThrow();
        StringBuilder out = new StringBuilder("#!/bin/sh\n");
        comment("The steps from here to a mount with dax of " + device + where(host, release) + ":", out);
        for (int i = 0; i < steps.size(); i++) {
            comment((i + 1) + ". " + steps.get(i).title() + " (" + steps.get(i).effectAndData() + ")", out);
        }
        comment("Made by daxcheck plan. Read it, then start it as root: sh FILE [--yes]", out);
        comment(
                "It stops at the first command that fails, and asks before each step that is disruptive, destructive or done "
                        + "by hand. With --yes it does not ask.",
                out);
        out.append(FUNCTIONS);
        for (String program : programs(steps)) {
            out.append("needs ").append(ShellWord.of(program)).append('\n');
        }
        host.filter(name -> !name.isEmpty()).ifPresent(name -> addHost(name, out));
        out.append("echo ")
                .append(ShellWord.of("Plan of daxcheck for " + OneLine.of(device)))
                .append('\n');
        for (int i = 0; i < steps.size(); i++) {
            add(i + 1, steps.get(i), out);
        }
        if (!plan.leadsToDax()) {
            out.append("\necho 'These steps alone do not lead to DAX.' >&2\nexit 1\n");
        }
        return out.toString();
    }

    private static String where(Optional<String> host, Optional<String> release) {
        return host.map(name -> " on " + name).orElse("")
                + release.map(text -> ", for Linux " + text).orElse("");
    }

    private static void comment(String text, StringBuilder out) {
        out.append("# ").append(OneLine.of(text)).append('\n');
    }

    /** Whoever runs it on another host is asked, with --yes too: devices have the same names there. */
    private static void addHost(String host, StringBuilder out) {
        int dot = host.indexOf('.');
        String name = OneLine.of(dot > 0 ? host.substring(0, dot) : host);
        out.append("host=\nread -r host </proc/sys/kernel/hostname || true\n")
                .append("if [ \"${host%%.*}\" != ")
                .append(ShellWord.of(name))
                .append(" ]; then\n    confirm ")
                .append(ShellWord.of("This plan was made for the host " + name + ", and this is another. Go on?"))
                .append("\nfi\n");
    }

    /** The first word of each command, and of each after a bar. */
    private static List<String> programs(List<Step> steps) {
        List<String> programs = new ArrayList<>();
        for (Step step : steps) {
            for (String command : step.commands()) {
                int start = command.startsWith("daxcheck ") ? -1 : 0;
                while (start >= 0) {
                    int end = command.indexOf(' ', start);
                    String program = command.substring(start, end < 0 ? command.length() : end);
                    if (!programs.contains(program)) {
                        programs.add(program);
                    }
                    int bar = command.indexOf(" | ", start);
                    start = bar < 0 ? -1 : bar + " | ".length();
                }
            }
        }
        return programs;
    }

    private static void add(int number, Step step, StringBuilder out) {
        out.append("\necho ")
                .append(ShellWord.of("== " + number + ". " + OneLine.of(step.title())))
                .append('\n');
        if (step.commands().isEmpty()) {
            out.append("by_hand\n");
        } else if (step.effect().compareTo(Effect.DISRUPTIVE) >= 0) {
            out.append("ask ")
                    .append(ShellWord.of("This step is " + step.effect().word() + ": it "
                            + OneLine.of(step.data()
                                    .map(data -> "destroys " + data)
                                    .orElse(step.effect().meaning()))
                            + "."))
                    .append('\n');
        }
        for (String command : step.commands()) {
            if (command.startsWith("daxcheck ")) {
                out.append("echo ").append(ShellWord.of("Now type: " + command)).append('\n');
            } else {
                out.append(command).append('\n');
            }
        }
    }
}
