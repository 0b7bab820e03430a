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
    private static final String START = """
            set -eu
            yes=
            done=
            for option; do
                case $option in
                    --yes) yes=1 ;;
                    --done) done=1 ;;
                    *) echo "usage: sh $0 [--yes] [--done]" >&2; exit 2 ;;
                esac
            done
            say() {
                printf '%s\\n' "$1"
            }
            """;

    private static final String STOP = """
            stop() {
                say "Stopped: $1" >&2
                exit 1
            }
            """;

    private static final String CONFIRM = """
            confirm() {
                printf '%s [y/N] ' "$1"
                answer=
                read -r answer || true
                case $answer in
                    [yY] | [yY][eE][sS]) ;;
                    *) stop 'nothing of this step was done.' ;;
                esac
            }
            """;

    private static final String ASK = """
            ask() {
                if [ "$yes" ]; then
                    say "$1"
                else
                    confirm "$1 Continue?"
                fi
            }
            """;

    private static final String BY_HAND = """
            by_hand() {
                if [ "$done" ]; then
                    say 'This step is done by hand. It is done: --done says so.'
                elif [ "$yes" ]; then
                    stop 'this step is done by hand, and comes before others that change or destroy something. When it is done, add --done.'
                else
                    confirm 'This step is done by hand. Is it done?'
                fi
            }
            """;

    /** Behind the last step that changes something, where nothing is lost if it is done later. */
    private static final String LATER = """
            later() {
                if [ "$yes" ]; then
                    say 'This step is done by hand: do it now, or when this script has ended.'
                else
                    confirm 'This step is done by hand. Is it done?'
                fi
            }
            """;

    private static final String NEEDS = """
            needs() {
                command -v "$1" >/dev/null || stop "there is no program $1. Nothing was done."
            }
            """;

    /** Of a machine that was given no name. */
    private static final String NO_NAME = "(none)";

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
        comment(
                (plan.goal().isPresent()
                                ? "The steps from here to " + plan.goal().get() + ": "
                                : "What is to be asked for first: ")
                        + device
                        + where(host, release),
                out);
        for (int i = 0; i < steps.size(); i++) {
            comment((i + 1) + ". " + steps.get(i).title() + " (" + steps.get(i).effectAndData() + ")", out);
        }
        comment("Made by daxcheck plan. Read it, then start it as root: sh FILE [--yes] [--done]", out);
        comment(
                "It stops at the first command that fails, and asks before each step that is disruptive, destructive or done "
                        + "by hand. With --yes it does not ask, but stops at a step by hand, such as the copy, that comes before "
                        + "others which change or destroy something, unless --done states that all of those are done.",
                out);
        String body = body(device, plan, host, steps);
        boolean asks = body.contains("\nask ") || body.contains("\nby_hand\n") || body.contains("\nlater\n");
        boolean waits = body.contains("\nby_hand\n");
        String start = asks ? START : START.replace("yes=1 ", "").replace("yes=\n", "");
        out.append(waits ? start : start.replace("done=1 ", "").replace("done=\n", ""));
        addUsed(body, "\nby_hand\n", BY_HAND, out);
        addUsed(body, "\nlater\n", LATER, out);
        addUsed(body, "\nask ", ASK, out);
        addUsed(body + out, " confirm ", CONFIRM, out);
        addUsed(body, "needs ", NEEDS, out);
        addUsed(body + out, " stop ", STOP, out);
        return out.append(body).toString();
    }

    /** A function that nothing calls would only have to be read. */
    private static void addUsed(String script, String call, String function, StringBuilder out) {
        if (script.contains(call)) {
            out.append(function);
        }
    }

    private static String body(String device, Plan plan, Optional<String> host, List<Step> steps) {
        StringBuilder out = new StringBuilder();
        for (String program : programs(steps)) {
            out.append("needs ").append(ShellWord.of(program)).append('\n');
        }
        host.filter(PlanScript::isName).ifPresent(name -> addHost(name, out));
        out.append("say ")
                .append(ShellWord.of("Plan of daxcheck for " + OneLine.of(device)))
                .append('\n');
        int lastChange = -1;
        for (int i = 0; i < steps.size(); i++) {
            boolean changes = !steps.get(i).isByHand() && steps.get(i).effect().compareTo(Effect.DISRUPTIVE) >= 0;
            lastChange = changes ? i : lastChange;
        }
        for (int i = 0; i < steps.size(); i++) {
            add(i + 1, steps.get(i), i < lastChange, out);
        }
        if (plan.goal().isEmpty()) {
            out.append("\nsay 'These steps alone do not lead to DAX.' >&2\nexit 1\n");
        } else if (steps.isEmpty()) {
            out.append("say 'Nothing to do.'\n");
        }
        return out.toString();
    }

    private static String where(Optional<String> host, Optional<String> release) {
        return host.filter(PlanScript::isName).map(name -> " on " + name).orElse("")
                + release.map(text -> ", for Linux " + text).orElse("");
    }

    private static boolean isName(String host) {
        return !host.isEmpty() && !host.equals(NO_NAME);
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
                .append(ShellWord.of("This plan was made for " + name + ", and this is another host. Continue?"))
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

    private static void add(int number, Step step, boolean isBeforeChange, StringBuilder out) {
        out.append("\nsay ")
                .append(ShellWord.of("== " + number + ". " + OneLine.of(step.title())))
                .append('\n');
        if (step.isByHand()) {
            out.append(isBeforeChange ? "by_hand\n" : "later\n");
        } else if (step.effect().compareTo(Effect.DISRUPTIVE) >= 0) {
            out.append("ask ")
                    .append(ShellWord.of("This step is " + step.effect().id() + ": it "
                            + OneLine.of(step.data()
                                    .map(data -> "destroys " + data)
                                    .orElse(step.effect().meaning()))
                            + "."))
                    .append('\n');
        }
        for (String command : step.commands()) {
            if (command.startsWith("daxcheck ")) {
                out.append("say ").append(ShellWord.of("Now type: " + command)).append('\n');
            } else {
                out.append(command).append('\n');
            }
        }
    }
}
