// The texts of --help.
#pragma once

namespace condis {

inline constexpr const char* kHelp =
    R"(condis-check: checks recorded CoNDIS multipoint calls against the documented rules

usage: condis-check check [OPTIONS] TRACE...   judge recordings
       condis-check report [OPTIONS] FINDING   write a finding as a bug report
       condis-check compare [OPTIONS] OLD NEW  tell what has changed between two runs
       condis-check merge RESULT...            join the results of several machines
       condis-check dump [OPTIONS] TRACE       show what is in a recording
       condis-check convert [OPTIONS] IN OUT   write a recording in another format
       condis-check rules [OPTIONS]            list the rules
       condis-check explain RULE               one rule: sentence, source, formula, example
       condis-check explore [OPTIONS]          search every order of events for one that
                                               breaks a rule
       condis-check generate --out DIR         write a conformance suite: recordings that
                                               break and keep each rule
       condis-check prove [OPTIONS]            prove rules for any number of parties
       condis-check --version
       condis-check COMMAND --help             the options of a command

exit code:
  0  every recording holds
  1  a rule is violated
  2  a recording, a rule file, the command line or the output could not be used
  3  inconclusive: a rule is possibly violated, a duty is open, or nothing was tested
  4  internal error
Of several recordings the first of 4, 2, 1, 3, 0 that applies to any decides.
)";

inline constexpr const char* kCheckHelp =
    R"(usage: condis-check check [OPTIONS] TRACE...

Judges each TRACE by itself: an .etl file, JSON lines, tracerpt's XML or CSV, tracefmt's
text, or what other tools write as JSON; '-' is standard input. A directory stands for the
recordings below it whose names end in .etl, .jsonl, .xml or .csv, a pattern such as
'runs/**/*.txt' for the files that match.

options:
  --input-format X           detect (by content, default), etl, jsonl, json (one list),
                             xml, csv or text
  --mapping FILE             what events mean whose driver logs its own names
  --merge                    the TRACEs are files of one recording: merge them by time
  --exclude PATTERN          leave out such recordings of directories and patterns; may
                             be given several times
  --jobs N                   check N recordings at a time (default: as many as there are
                             processors); the output is the same
  --format KIND              what standard output gets (default: text):
                               text      for people
                               json      one object a line per recording
                               sarif     SARIF 2.1.0, for code scanning and viewers
                               junit     JUnit XML, a case per rule and recording
                               markdown  a page, such as a step's summary
                               html      a page with sequence charts, for a browser
                               github    annotations for GitHub Actions
                               azure     issues for Azure Pipelines
  --output FILE, -o FILE     write that to FILE instead
  --report KIND=FILE         a further report to FILE; may be given several times. With
                             '-' as FILE it goes to standard output, in the place of text
                             unless --format asks for that
  --chart                    show each finding as a sequence chart
  --trace-out DIR            write the smallest recording that shows it for each finding,
                             which 'check' judges the same
  --close-data yes|no|learn  whether the medium carries data with drops and closes.
                             learn: as the recording says (default). PATTERN=yes and
                             so on says it of the recordings that match only; of
                             several the last that is said of a recording counts
  --fail-on X                error (default), warning or note: the lowest severity of the
                             rules that count. possible or open: exit code 1 is not only
                             for what is violated, but also for what is possible, or for
                             what is possible or open. May be given twice:
                             --fail-on warning --fail-on possible
  --strict                   short for --fail-on note: every rule counts
  --severity RULE=S          error, warning, note, or off: instead of the rule's own; may
                             be given several times
  --baseline FILE            accept the findings that FILE lists, until they expire
  --update-baseline REASON   accept what is found, too: write it to the baseline file
  --config FILE              take options from FILE first, a JSON object of their names
  --specs DIR                use the specification in DIR instead of the built-in one
  --rules FILE               add the rules of FILE; may be given several times
  --help                     print this text

exit code:
  0  every recording holds
  1  a rule is violated
  2  a recording, a rule file, the command line or the output could not be used
  3  inconclusive: a rule is possibly violated, a duty is open, or nothing was tested
  4  internal error
Of several recordings the first of 4, 2, 1, 3, 0 that applies to any decides.

examples:
  condis-check check lab7.etl
  condis-check check --format json --close-data no run-*.xml
  condis-check check --merge client.jsonl call-manager.jsonl
  condis-check check --mapping atmsm.mapping.json wpp.txt
  condis-check check --report sarif=condis.sarif --report junit=condis.xml recordings
  gunzip -c lab7.jsonl.gz | condis-check check --rules house-rules.smt2 -
)";

inline constexpr const char* kReportHelp =
    R"(usage: condis-check report [OPTIONS] FINDING

Writes one finding as Markdown for a bug tracker: the rule and the document's sentence, what
happened, a sequence chart, the smallest recording that shows it, and how to reproduce it.
FINDING is a place as 'condis-check check' prints it, such as lab7.jsonl:15 or lab7.etl#15,
or a recording, whose gravest finding is taken. It is read twice, so that standard input
will not do.

options:
  --rule RULE                of several findings at one place, the one that breaks RULE
  --input-format X           detect (by content, default), etl, jsonl, json (one list),
                             xml, csv or text
  --mapping FILE             what events mean whose driver logs its own names
  --close-data yes|no|learn  whether the medium carries data with drops and closes.
                             learn: as the recording says (default)
  --specs DIR                use the specification in DIR instead of the built-in one
  --rules FILE               add the rules of FILE; may be given several times
  --help                     print this text

exit code: 0, or 2 if there is no such finding or the recording could not be read

examples:
  condis-check report lab7.jsonl:15 >bug.md
  condis-check report --rule drop-once lab7.etl#15
)";

inline constexpr const char* kCompareHelp =
    R"(usage: condis-check compare [OPTIONS] OLD NEW

Tells which findings are new, unchanged and fixed, and which rules were put to the test
before and are not now. OLD and NEW are recordings, as for 'condis-check check', or the
output of its --format json: files, directories or patterns. Findings are the same if they
break the same rule in the same way, whatever their handles, times and line numbers.

options:
  --fail-on X                new findings of which kind give exit code 1, as for 'check'
  --fail-on-lost-coverage    so does a rule that is no longer put to the test
  --format text|json         for people, or one JSON object (default: text)
  --input-format X, --mapping FILE, --close-data yes|no|learn, --specs DIR, --rules FILE
                             how recordings are checked, as for 'check'
  --help                     print this text

exit code:
  0  no finding is new
  1  a finding is new, or coverage was lost and --fail-on-lost-coverage is given
  2  a recording, a result or the command line could not be used
  3  inconclusive: what is new is not certain, or what is gone was not put to the test
  4  internal error

examples:
  condis-check compare last-release.jsonl lab7.etl
  condis-check compare --fail-on-lost-coverage 'old/*.json' 'new/*.json'
)";

inline constexpr const char* kMergeHelp =
    R"(usage: condis-check merge RESULT...

Joins the results of several machines and prints them as one: either what
'condis-check check' wrote with --format json, sorted by recording, or its SARIF logs, as one
log with one run.

options:
  --help                     print this text

exit code: the one that 'check' would have ended with for all of the recordings; 2 also if a
result could not be used

examples:
  condis-check merge results/*.json >all.json
  condis-check merge results/*.sarif >all.sarif
)";

inline constexpr const char* kDumpHelp =
    R"(usage: condis-check dump [OPTIONS] TRACE

Shows what is in a recording, without judging it: clock, processors, losses, and how many
events of which provider; which of them are CoNDIS, and which a driver has named in its own
way. '-' is standard input.

options:
  --events                   each event instead of the summary, in the order of time
  --format F                 of the summary: text (default) or json, one object
                             of the events: json (default), one object a line, which
                             'check' reads; or tsv, a table of what stands in an .etl
                             file, in the order of the file
  --provider P               only events of provider P: its name or GUID
  --event E                  only events called E
                             '*' in P and E stands for any text; case does not count
  --help                     print this text

exit code: 0, also where events are missing, which is said; 2 if the recording could not be
read on

examples:
  condis-check dump lab7.etl
  condis-check dump --events --event 'Ndis*' lab7.etl
  condis-check dump --events --format tsv lab7.etl
)";

inline constexpr const char* kConvertHelp =
    R"(usage: condis-check convert [OPTIONS] IN OUT

Writes the CoNDIS events of recording IN to the file OUT, as JSON lines, or as an .etl file
if its name ends in .etl. '-' is standard input or output.

options:
  --output-format jsonl|etl  the format of OUT, whatever its name
  --help                     print this text

exit code: 0, also where events are missing, which OUT says; 2 if IN could not be read on
or OUT not be written

examples:
  condis-check convert lab7.etl lab7.jsonl
  condis-check convert counterexample.jsonl counterexample.etl
)";

inline constexpr const char* kExploreHelp =
    R"(usage: condis-check explore [OPTIONS]

Searches every order in which client, NDIS, call manager and network can act on one
multipoint call, and shows for each rule that can be broken a shortest run that breaks it.

options:
  --parties N                   parties at a time, 1 to 16 (default: 2)
  --call-manager stand-alone|mcm  which kind of call manager (default: stand-alone)
  --client FILE                 what one client does, instead of all a conforming one may;
                                errs-once: besides that, once, anything else that it
                                can do; any: anything that it can do
  --manager FILE                likewise for the call manager
  --rule R                      look at rule R only; may be given several times
                                (default: all but those of severity note)
  --close-data yes|no|learn     whether the medium carries data with drops and closes.
                                learn: it may, or not, and be known or not (default)
  --threads K                   threads on which the client begins its requests, 1 to 3
                                (default: 1)
  --thorough                    also what multiplies the states but hardly touches the
                                parties, such as VCs that are switched on later
  --returns-at-once             of orders that differ only in when a call returns, search
                                one, once it is proved that the others are like it: a few
                                seconds first, then about a sixth of the states with two
                                threads; runs that are shown need not be the shortest
  --max-states M                stop after about so many states (default: 0, no limit)
  --jobs J                      threads that work on the search, 1 to 256; what comes out
                                is the same for any number of them (default: 1)
  --model FILE                  search this model instead, which says by itself what can
                                happen and which rules there are; see specs/models
  --trace-out DIR               write each run as a recording that 'check' reads
  --format text|json            for people, or one JSON object (default: text)
  --specs DIR                   use the specification in DIR instead of the built-in one
  --rules FILE                  add the rules of FILE; may be given several times
  --help                        print this text

exit code:
  0  no rule can be broken, and the call can always be ended
  1  a rule can be broken, or the call can get stuck
  2  a behaviour or rule file could not be used, or the command line is wrong
  3  stopped before everything was seen; nothing was broken so far
  4  internal error

examples:
  condis-check explore --parties 3 --call-manager mcm
  condis-check explore --client my-client.smt2 --trace-out runs
  condis-check explore --model specs/models/two-contexts.smt2 --parties 5
)";

inline constexpr const char* kGenerateHelp =
    R"(usage: condis-check generate [OPTIONS] --out DIR

Writes a conformance suite: for every rule a recording that breaks it and one that keeps it
and is as much like the first as can be, and suite.json, which says what a checker has to
find. Most that drivers can do wrong in the order of their calls is shown by a shortest run
in which one driver errs once; the other rules by examples.

options:
  --out DIR                     where to; it is made if need be
  --rule R                      rule R only; may be given several times (default: all)
  --parties N                   parties at a time in the search, 1 to 16 (default: 2)
  --call-manager stand-alone|mcm  which kind of call manager errs (default: stand-alone)
  --max-states M                give up each search after about so many states, and show
                                what it did not find by examples; 0: no limit
                                (default: 50000)
  --jobs J                      threads that work on a search, 1 to 256; what comes out is
                                the same for any number of them (default: 1)
  --format text|json            the summary for people, or what is in suite.json
                                (default: text)
  --specs DIR                   use the specification in DIR instead of the built-in one
  --rules FILE                  add the rules of FILE; may be given several times
  --help                        print this text

exit code:
  0  every rule has its two recordings
  2  a rule file could not be used, the suite not be written, or the command line is wrong
  3  a recording is missing, or Ctrl-C ended a search; what there is was written
  4  internal error

examples:
  condis-check generate --out suite
  condis-check generate --out suite --rule drop-not-the-last --format json
)";

inline constexpr const char* kProveHelp =
    R"(usage: condis-check prove [OPTIONS]

Decides for each rule whether client, NDIS, call manager and network can break it with any
number of parties and threads: it is proved; refuted by a run that the checker confirms; or
not decided, and why.

options:
  --rule R                      only rule R; may be given several times
                                (default: all but those of severity note)
  --call-manager stand-alone|mcm  which kind of call manager (default: stand-alone)
  --client FILE                 what one client does, instead of all a conforming one may
  --manager FILE                likewise for the call manager
  --close-data yes|no|learn     whether the medium carries data with drops and closes.
                                learn: it may, or not, and be known or not (default)
  --spec                        look at the rules instead: whether each can be broken and
                                kept, which break wherever another one does, and whether
                                conforming drivers, with N parties, always have a way on
  --certificate DIR             write to DIR what was proved, as SMT-LIB that any solver can
                                check, and the runs that refute rules
  --parties N, --threads K, --thorough, --max-states N, --jobs J
                                how far to search for runs that refute, as for 'explore'
  --format text|json            for people, or one JSON object (default: text)
  --specs DIR                   use the specification in DIR instead of the built-in one
  --rules FILE                  add the rules of FILE; may be given several times
  --help                        print this text

exit code:
  0  every rule that is put to the test is proved; with --spec: the rules are healthy
  1  a rule is refuted, or the call can get stuck; with --spec: something is wrong
  2  a behaviour or rule file could not be used, or the command line is wrong
  3  a rule is not decided, or one given with --rule is never put to the test
  4  internal error

examples:
  condis-check prove
  condis-check prove --rule drop-not-the-last --certificate proof
  condis-check prove --client my-client.smt2
  condis-check prove --spec --rules my-rules.smt2
)";

inline constexpr const char* kRulesHelp =
    R"(usage: condis-check rules [OPTIONS]

Lists the rules: severity, who is at fault, id, and what the rule demands. Rules of the
documents that no recording can show are listed last, with the reason.

options:
  --at-fault X               only rules that X can break: client, CM, MCM, NDIS, ...
  --group X                  only rules of group X, such as C1
  --severity X               only rules of severity X: error, warning or note
  --format text|json         for people, or one JSON object a line per rule
                             (default: text)
  --specs DIR                use the specification in DIR instead of the built-in one
  --rules FILE               add the rules of FILE; may be given several times
  --help                     print this text

examples:
  condis-check rules --at-fault client --severity error
  condis-check rules --format json
)";

inline constexpr const char* kExplainHelp =
    R"(usage: condis-check explain [OPTIONS] RULE

Explains one rule: what it demands of whom, the document's sentence and where it stands,
how it is read, its formula, a trace that breaks it and the mended one.

options:
  --specs DIR                use the specification in DIR instead of the built-in one
  --rules FILE               add the rules of FILE; may be given several times
  --help                     print this text

example:
  condis-check explain drop-handle-dead-at-call
)";

}  // namespace condis
