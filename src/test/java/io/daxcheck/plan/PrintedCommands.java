package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandState;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What daxcheck prints for a host: each list is typed by itself, in its order, by somebody who asked about a stack or about
 * the host.
 *
 * @param state empty where nobody asked about a stack
 */
record PrintedCommands(String by, CommandState state, List<String> commands) {
    /** Every list that a report, its plans and the plans of what has no device print. */
    static List<PrintedCommands> of(HostReport report) {
        List<PrintedCommands> lists = new ArrayList<>();
        for (StackReport stack : report.stacks()) {
            CommandState state = new CommandState(report.graph(), stack.stack(), stack.findings());
            add("plan", Planner.of(report.graph(), stack), state, lists);
            add("", stack.findings(), state, lists);
        }
        CommandState host = new CommandState(report.graph());
        add("", report.unplaced(), host, lists);
        List<String> names = new ArrayList<>(report.host().regions().keySet());
        names.addAll(report.host().dimms().keySet());
        for (String name : names) {
            BusPlan.of(report, name).ifPresent(plan -> add("plan of " + name, plan, host, lists));
        }
        return lists;
    }

    private static void add(String by, Plan plan, CommandState state, List<PrintedCommands> lists) {
        List<Optional<String>> ways = new ArrayList<>(List.of(Optional.empty()));
        plan.alternatives().forEach(id -> ways.add(Optional.of(id)));
        for (Optional<String> way : ways) {
            List<String> commands = new ArrayList<>();
            plan.chosen(way).orElseThrow().forEach(step -> commands.addAll(step.commands()));
            lists.add(new PrintedCommands(by + way.map(id -> " " + id).orElse(""), state, commands));
        }
    }

    private static void add(String by, List<Finding> findings, CommandState state, List<PrintedCommands> lists) {
        for (Finding finding : findings) {
            if (finding.hasRemedy()) {
                lists.add(new PrintedCommands(
                        by + finding.code().code(), state, finding.remedy().commands()));
            }
        }
    }
}
