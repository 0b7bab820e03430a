package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.CommandState;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ordered steps from the state that was read to a filesystem that mounts with dax.
 *
 * @param steps in order, an alternative behind the step that it can take the place of, or at the end where it replaces all
 *     steps, the least destructive first; empty where there is nothing to do
 * @param leadsToDax whether they lead there; where not, the steps say what to ask for
 */
public record Plan(List<Step> steps, boolean leadsToDax) {
    /** Where nothing is to be done. */
    public static final Plan NONE = new Plan(List.of(), true);

    public Plan {
        steps = List.copyOf(steps);
    }

    /**
     * Whether the plan has what the remedy of a finding advises, or a better way: a report then shows the plan alone. What is
     * unrelated to the way to DAX, such as a fact that is missing, keeps its remedy.
     */
    public boolean covers(Finding finding) {
        if (steps.isEmpty()) {
            return false;
        }
        if (!leadsToDax) {
            return isReplaced(finding) || isOfMounts(finding.code());
        }
        return switch (finding.severity()) {
            case BLOCKER, HAZARD -> true;
            case WARNING -> isOfMounts(finding.code()) || isOfReflink(finding.code()) || isOfContents(finding);
            case INFO -> false;
        };
    }

    /**
     * Whether a plan that does not reach DAX by itself still says what one of these remedies would say worse: one that
     * destroys the contents of a lower layer and does not mention what is above it.
     */
    public boolean replacesOneOf(List<Finding> findings) {
        for (Finding finding : findings) {
            if (!steps.isEmpty() && isReplaced(finding)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReplaced(Finding finding) {
        return finding.severity() == Severity.BLOCKER
                && finding.hasRemedy()
                && finding.remedy().destructive()
                && finding.remedy().commands().isEmpty();
    }

    /** A warning where the log alone shows it. */
    private static boolean isOfReflink(FindingCode code) {
        return code == FindingCode.XFS_REFLINK || code == FindingCode.XFS_REFLINK_ON_PARTITION;
    }

    /** What a new filesystem fixes: the plan has its command, with all that the device asks for. */
    private static boolean isOfContents(Finding finding) {
        return switch (finding.code()) {
            case NO_DAX_OPTION, FILESYSTEM_BLOCK_SIZE, FILESYSTEM_LARGER_THAN_DEVICE -> true;
            default -> false;
        };
    }

    private static boolean isOfMounts(FindingCode code) {
        return switch (code) {
            case DAX_REQUESTED_BUT_OFF, DAX_TURNED_OFF, NEXT_MOUNT_WITHOUT_DAX, NEXT_MOUNT_REFUSED -> true;
            default -> false;
        };
    }

    static Plan asking(Step... steps) {
        return new Plan(List.of(steps), false);
    }

    /**
     * The steps that are carried out.
     *
     * @param chosen id of an alternative; empty for the plan's own way
     * @return empty where the plan has no such alternative
     */
    public Optional<List<Step>> chosen(Optional<String> chosen) {
        List<Step> way = new ArrayList<>();
        Optional<Step> alternative = Optional.empty();
        for (Step step : steps) {
            if (step.alternativeTo().isEmpty()) {
                way.add(step);
            } else if (chosen.isPresent() && step.id().equals(chosen.get())) {
                alternative = Optional.of(step);
            }
        }
        if (chosen.isEmpty()) {
            return Optional.of(way);
        }
        if (alternative.isEmpty()) {
            return Optional.empty();
        }
        if (alternative.get().replacesAll()) {
            return Optional.of(List.of(alternative.get().chosen()));
        }
        for (int i = 0; i < way.size(); i++) {
            if (way.get(i).id().equals(alternative.get().alternativeTo().orElseThrow())) {
                way.set(i, alternative.get().chosen());
            }
        }
        return Optional.of(way);
    }

    /** The plan with one of its alternatives as its way; empty where it has no such alternative. */
    public Optional<Plan> choosing(String id) {
        return chosen(Optional.of(id)).map(way -> new Plan(way, leadsToDax && !id.equals(Step.WITHOUT_DAX)));
    }

    /** What the steps lead to, in words; empty where they alone lead nowhere. */
    public Optional<String> goal() {
        boolean isAlternative = steps.size() == 1
                && steps.get(0).replacesAll()
                && steps.get(0).alternativeTo().isEmpty();
        if (!isAlternative) {
            return leadsToDax ? Optional.of("a mount with dax") : Optional.empty();
        }
        return Optional.of(
                switch (steps.get(0).id()) {
                    case Step.PER_FILE -> "single files with DAX";
                    case Step.WITHOUT_DAX -> "a mount without dax";
                    case Step.OWN_DISKS -> "a mount with dax";
                    default -> "a kernel on which it mounts with dax";
                });
    }

    /** The alternative with which single files use DAX, and which destroys nothing; empty where there is none. */
    public Optional<Step> perFile() {
        for (Step step : steps) {
            if (step.id().equals(Step.PER_FILE)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** Ids of the alternatives. */
    public List<String> alternatives() {
        List<String> ids = new ArrayList<>();
        for (Step step : steps) {
            if (step.alternativeTo().isPresent()) {
                ids.add(step.id());
            }
        }
        return ids;
    }

    /** The rules that the commands of a way break. */
    List<CommandRule> brokenBy(Optional<String> chosen, CommandState state) {
        List<String> commands = new ArrayList<>();
        for (Step step : chosen(chosen).orElseThrow()) {
            commands.addAll(step.commands());
        }
        return CommandRule.brokenBy(commands, state);
    }

    /** Without the alternatives that break a rule. */
    Plan keeping(CommandState state) {
        List<Step> kept = new ArrayList<>();
        for (Step step : steps) {
            if (step.alternativeTo().isEmpty()
                    || brokenBy(Optional.of(step.id()), state).isEmpty()) {
                kept.add(step);
            }
        }
        return new Plan(kept, leadsToDax);
    }
}
