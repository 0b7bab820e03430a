package io.daxcheck.report.html;

/** The style sheet of every page: ASCII, and without what HTML or XML would take for markup. */
final class PageStyle {
    /** The whole sheet, as it stands in a page: its digest is part of the page's security policy. */
    static final String SHEET = colors() + """
            * { box-sizing: border-box; }
            html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
            body { margin: 0; background: var(--page); color: var(--ink);
              font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
            header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
            header { padding-top: 1.5rem; }
            footer { color: var(--muted); font-size: .875rem; padding-bottom: 1.5rem; }
            h1, h2, h3 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
            h1 { font-size: 1.6rem; }
            h2 { font-size: 1.25rem; }
            h3 { font-size: 1rem; margin: 0 0 .5rem; }
            p { margin: .35rem 0; }
            a { color: var(--link); }
            code, pre, .mono { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
              font-size: .875em; unicode-bidi: isolate; overflow-wrap: anywhere; }
            :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
            .patterns { position: absolute; }
            .skip { position: absolute; left: -99rem; }
            .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .75rem; }
            .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
              clip-path: inset(50%); white-space: nowrap; }
            .lead { color: var(--muted); overflow-wrap: anywhere; }
            .badge { display: inline-block; padding: .1em .6em; border-radius: .3em; font-size: .8125rem; font-weight: 700;
              letter-spacing: .04em; white-space: nowrap; color: var(--on-strong); vertical-align: .1em; }
            .badge.hazard { background: var(--hazard); }
            .badge.blocker { background: var(--blocker); }
            .badge.unknown { background: var(--unknown); }
            .badge.good { background: var(--good); }
            .tally { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; list-style: none; margin: .75rem 0 0; padding: 0; }

            .card { background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; margin: 1.25rem 0;
              padding: 1.1rem 1.25rem; }
            .stack { border-left: .4rem solid var(--rule); }
            .stack.hazard { border-left-color: var(--hazard); }
            .stack.blocker { border-left-color: var(--blocker); }
            .stack.unknown { border-left-color: var(--unknown); }
            .stack.good { border-left-color: var(--good); }
            .title { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem .75rem; }
            .title .size { color: var(--muted); }
            .outcomes { display: flex; flex-wrap: wrap; gap: .15rem 1.5rem; margin: .5rem 0 0; padding: 0; list-style: none; }
            .outcomes b { font-weight: 650; }
            .verdict-line { margin: .5rem 0 0; font-size: 1.05rem; }
            .columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem 2rem; margin-top: 1rem; }
            @media (min-width: 62rem) {
              .columns.two { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
            }
            .steps { margin: 0; padding: 0; list-style: none; }
            .steps li { margin: 0 0 .9rem; }
            .steps li:last-child { margin-bottom: 0; }
            .next { background: var(--well); border-radius: .5rem; padding: .9rem 1rem; align-self: start; }
            pre { margin: .4rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
            .word { display: inline-block; max-width: 100%; }
            .command { display: block; background: var(--card); border: 1px solid var(--line); border-radius: .35rem;
              padding: .4rem .6rem; margin: .35rem 0 0; user-select: all; -webkit-user-select: all; }
            .destroys { color: var(--hazard); font-weight: 650; }
            .next .destroys { background: var(--hazard-soft); padding: 0 .35em; border-radius: .25em; }
            .findings { margin: 0; padding: 0; list-style: none; }
            .findings li { margin: 0; padding: .7rem 0; border-top: 1px solid var(--rule); }
            .findings li:first-child { border-top: 0; padding-top: 0; }
            .ref { display: inline-block; min-width: 1.5em; text-align: center; border-radius: 1em; font-size: .8125rem;
              font-weight: 700; padding: 0 .35em; margin-right: .35em; border: 1px solid currentColor; }
            .ref.hazard { color: var(--hazard); } .ref.blocker { color: var(--blocker); }
            .ref.unknown { color: var(--unknown); } .ref.good { color: var(--good); }
            details { margin-top: .5rem; }
            summary { cursor: pointer; color: var(--link); }
            details.card { margin: .5rem 0; padding: .6rem 1rem; }
            details.card summary { color: var(--ink); }
            .why { margin-top: 1.1rem; }
            dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; margin: .4rem 0 0; }
            dt { color: var(--muted); }
            dd { margin: 0; overflow-wrap: anywhere; }
            pre.tree { background: var(--well); border-radius: .35rem; padding: .6rem .8rem; white-space: pre; overflow-x: auto; }

            .table { overflow-x: auto; margin-top: 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--rule);
              overflow-wrap: anywhere; }
            .stacks td:nth-child(2) { min-width: 9.5rem; }
            .stacks td:nth-child(3) { white-space: nowrap; }
            .stacks td:nth-child(n+4) { min-width: 11rem; }
            th { color: var(--muted); font-weight: 600; font-size: .875rem; }

            .audit, .audit tbody { display: block; }
            .audit { font-size: .875rem; }
            .audit thead { display: block; position: sticky; top: 0; z-index: 1; background: var(--card);
              box-shadow: inset 0 -1px var(--line); }
            .audit tr { display: grid; grid-template-columns: 5.75rem 12% 15% minmax(0, 1fr) 15% 21%; gap: 0 .75rem; }
            .audit tbody tr { border-bottom: 1px solid var(--rule); padding: .4rem 0;
              content-visibility: auto; contain-intrinsic-size: auto 3.4rem; }
            .audit tbody tr[hidden] { display: none; }
            .audit th { border: 0; padding: .5rem 0; }
            .audit td { border: 0; padding: 0; }
            .audit button { all: unset; cursor: pointer; color: var(--link); font-weight: 650; }
            .audit button:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
            .audit [aria-sort=ascending] button::after { content: " \\25B2"; }
            .audit [aria-sort=descending] button::after { content: " \\25BC"; }
            .controls { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: .75rem 0; }
            .controls[hidden] { display: none; }
            .controls input { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--line);
              border-radius: .35rem; padding: .3rem .6rem; min-width: 16rem; max-width: 100%; }
            .controls output { color: var(--muted); }

            .picture { margin: 0; padding: 2px; overflow-x: auto; }
            .picture svg { display: block; }
            .picture svg[role=img] { overflow: visible; }
            .picture.columns-4 svg[role=img] { min-width: 36rem; }
            figure { margin: 0; min-width: 0; container-type: inline-size; }
            figcaption { color: var(--muted); font-size: .8125rem; margin-top: .5rem; }
            svg text { font-size: 12px; fill: var(--ink); }
            svg .name { font-size: 15px; font-weight: 700; font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
            svg .small, svg .what { fill: var(--muted); }
            svg .strong-text { fill: var(--ink); font-weight: 650; }
            svg .strong-text .more { font-weight: 400; }
            svg .middle { text-anchor: middle; }
            svg .body { fill: var(--device); }
            svg .frame { fill: none; stroke: var(--line); stroke-width: 1.25; }
            svg .left-out .frame { stroke-dasharray: 5 4; }
            svg .at-fault.hazard > .frame { stroke: var(--hazard); stroke-width: 3; }
            svg .at-fault.blocker > .frame { stroke: var(--blocker); stroke-width: 3; }
            svg .at-fault.unknown > .frame { stroke: var(--unknown); stroke-width: 3; }
            svg .line { stroke: var(--line); stroke-width: 1.5; fill: none; }
            svg .line.at-fault { stroke: var(--unknown); stroke-width: 2.5; stroke-dasharray: 6 3; }
            svg .line.hazard { stroke: var(--hazard); } svg .line.blocker { stroke: var(--blocker); }
            svg .band.hazard { fill: var(--hazard); } svg .band.blocker { fill: var(--blocker); }
            svg .band.unknown { fill: var(--unknown); }
            svg .mark { fill: var(--on-strong); font-weight: 700; letter-spacing: .03em; }
            svg .mark-title { fill: var(--on-strong); }
            svg .dot { fill: var(--on-strong); }
            svg .number { text-anchor: middle; font-weight: 700; }
            svg .number.hazard { fill: var(--hazard); } svg .number.blocker { fill: var(--blocker); }
            svg .number.unknown { fill: var(--unknown); }
            svg .rest { fill: var(--device); stroke: var(--line); }
            svg .part { fill: var(--extent); stroke: var(--line); stroke-width: 1.5; }
            svg .extent.hazard > .part { fill: var(--hazard-soft); stroke: var(--hazard); }
            svg .extent.blocker > .part { fill: var(--blocker-soft); stroke: var(--blocker); }
            svg .extent.unknown > .part { fill: var(--unknown-soft); stroke: var(--unknown); }
            svg .bar { fill: var(--card); stroke: var(--line); }
            svg .run { stroke: var(--line); }
            svg .run.sound { fill: var(--line); }
            svg .run.hazard { stroke: var(--hazard); }
            svg .run.blocker { stroke: var(--blocker); }
            svg .run.unknown { stroke: var(--unknown); }
            .weak.hazard { fill: var(--hazard-soft); } .strong.hazard { fill: var(--hazard); }
            .weak.blocker { fill: var(--blocker-soft); } .strong.blocker { fill: var(--blocker); }
            .weak.unknown { fill: var(--unknown-soft); } .strong.unknown { fill: var(--unknown); }
            .weak.good { fill: var(--good-soft); } .strong.good { fill: var(--good); }
            .columns-3 .used .more, .columns-4 .used .more { display: none; }
            @container (max-width: 30rem) {
              .shared .more { display: none; }
            }

            @media (max-width: 40rem) {
              header, main, footer { padding-left: .75rem; padding-right: .75rem; }
              .card { padding: .9rem .8rem; }
              dl { grid-template-columns: minmax(0, 1fr); }
              dd { margin-bottom: .35rem; }
              .audit thead { position: static; }
              .audit thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; }
              .audit th { padding: .25rem 0; }
              .audit tbody tr { grid-template-columns: 5.75rem minmax(0, 1fr); contain-intrinsic-size: auto 7rem; }
              .audit td { grid-column: 2; }
              .audit td:first-child { grid-area: 1 / 1 / span 5; }
              .stacks :is(th, td):nth-child(3), .stacks :is(th, td):nth-child(5) { display: none; }
              .stacks td:nth-child(n) { min-width: 0; }
              .stacks td:nth-child(2) { min-width: 7rem; }
            }

            @media print {
            """ + light() + """
              body { font-size: 10pt; background: none; }
              header, main, footer { max-width: none; padding: 0; }
              * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
              .card { break-inside: auto; border-radius: 0; }
              figure, .next, .findings li, tr { break-inside: avoid; }
              h2, h3, .title, .verdict-line, .outcomes { break-after: avoid; }
              .controls, .skip { display: none; }
              details::details-content { display: block; content-visibility: visible; height: auto; }
              pre.tree { white-space: pre-wrap; }
            }
            """;

    private PageStyle() {}

    private static String colors() {
        return ":root {\n" + Palette.properties(false) + "}\n@media (prefers-color-scheme: dark) {\n:root {\n"
                + Palette.properties(true) + "}\n}\n";
    }

    /** Paper is white whatever the screen is. */
    private static String light() {
        return ":root {\ncolor-scheme: light;\n" + Palette.properties(false) + "}\n";
    }
}
