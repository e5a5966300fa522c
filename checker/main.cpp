// The program: options, specification, then for each recording check and report.
//
// Results go to standard output, diagnostics to standard error. Wrong input is a
// Diagnostic and ends in exit code 2; an exception is a bug and ends in exit code 4.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "checker/catalogue.h"
#include "checker/compare_command.h"
#include "checker/convert.h"
#include "checker/dump.h"
#include "checker/embedded.h"
#include "checker/exit_code.h"
#include "checker/gate.h"
#include "checker/merge.h"
#include "checker/model_command.h"
#include "checker/options.h"
#include "checker/printable.h"
#include "checker/progress.h"
#include "checker/report_command.h"
#include "checker/report_explore.h"
#include "checker/report_prove.h"
#include "checker/report_suite.h"
#include "checker/spec_health.h"
#include "checker/version.h"
#include "model/specification.h"
#include "model/text_file.h"
#include "model/transition_table.h"
#include "traces/mapping.h"

namespace condis {
namespace {

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// Standard output is flushed first, so that both read in order on a terminal.
void complain(const Diagnostic& diagnostic, const char* kind = "error") {
  std::fflush(stdout);
  const std::string text = format_diagnostic(diagnostic, kind);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

ExitCode bad_input(const Diagnostic& diagnostic) {
  complain(diagnostic);
  return ExitCode::BadInput;
}

bool colour_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
#ifdef _WIN32
  return _isatty(_fileno(stdout)) != 0;
#else
  return isatty(fileno(stdout)) != 0;
#endif
}

void show_progress(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

ExitCode run_check(const Options& options, CheckOptions check,
                   const Specification& specification, TransitionTable& table) {
  if (progress_wanted()) check.progress = show_progress;
  return run_gate(options.gate, check, specification, table, warmed_table(),
                  {complain, colour_wanted()});
}

ExitCode run_comparison(const Options& options, const CheckOptions& check,
                        const Specification& specification, TransitionTable& table) {
  const auto outcome =
      run_compare(options.compare, check, specification, table, warmed_table(), complain);
  if (!outcome) return bad_input(outcome.error());
  print(outcome->text);
  return outcome->code;
}

ExitCode run_merge(const Options& options) {
  std::vector<ReportText> reports;
  for (const std::string& file : options.traces) {
    auto text = read_text_file(file, "the result");
    if (!text) return bad_input(text.error());
    reports.push_back({file, std::move(*text)});
  }
  const auto merged = merge_reports(reports);
  if (!merged) return bad_input(merged.error());
  print(merged->text);
  return merged->code;
}

ExitCode print_result(const Result<std::string>& text) {
  if (!text) return bad_input(text.error());
  print(*text);
  return ExitCode::Holds;
}

ExitCode run_report(const Options& options, const CheckOptions& check,
                    const Specification& specification, TransitionTable& table) {
  ReportCommand command = options.report;
  command.check = check;
  return print_result(report_finding(command, specification, table));
}

ExitCode run_dump(const Options& options) {
  const auto error = dump_trace(
      options.traces[0], options.dump,
      [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); },
      [](const Diagnostic& warning) { complain(warning, "warning"); });
  return error ? bad_input(*error) : ExitCode::Holds;
}

ExitCode run_convert(const Options& options) {
  const auto error =
      convert_trace(options.traces[0], options.convert,
                    [](const Diagnostic& warning) { complain(warning, "warning"); });
  return error ? bad_input(*error) : ExitCode::Holds;
}

std::atomic<bool> interrupted = false;

extern "C" void interrupt(int) {
  interrupted = true;
}

// Ctrl-C ends the search, not the program: what is known so far is still told.
template <class Request, class Search>
auto search_stoppably(Request& request, Search search) {
  request.stop = &interrupted;
  std::signal(SIGINT, interrupt);
  if (progress_wanted()) {
    request.progress = [](std::uint64_t states, std::uint64_t depth) {
      std::fprintf(stderr, "\r%llu states, %llu steps deep ",
                   static_cast<unsigned long long>(states),
                   static_cast<unsigned long long>(depth));
    };
  }
  auto outcome = search(request);
  std::signal(SIGINT, SIG_DFL);
  if (request.progress) std::fputs("\r\x1b[K", stderr);
  return outcome;
}

// A result in the form that was asked for.
void print_as(OutputFormat format, const std::string& text, const std::string& json) {
  print(format == OutputFormat::Json ? json + '\n' : text);
}

// Two ways to the same answer that differ are a mistake of this program's own.
ExitCode judged(const std::vector<Diagnostic>& disagreements, ExitCode code) {
  for (const Diagnostic& bug : disagreements) complain(bug);
  return disagreements.empty() ? code : ExitCode::InternalError;
}

ExitCode exit_code_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Violated: return ExitCode::Violated;
    case Verdict::Holds: return ExitCode::Holds;
    default: return ExitCode::Inconclusive;
  }
}

ExitCode run_explore(const Options& options, const Specification& specification,
                     TransitionTable& table) {
  ExploreRequest request = options.explore;
  const auto outcome = search_stoppably(request, [&](const ExploreRequest& asked) {
    return run_exploration(asked, specification, table);
  });
  if (!outcome) return bad_input(outcome.error());
  print_as(options.format, explore_text(*outcome, request, specification.rules()),
           explore_json(*outcome, request, specification.rules()));
  return judged(outcome->disagreements, exit_code_of(overall(*outcome)));
}

ExitCode run_generate(const Options& options, const Specification& specification,
                      TransitionTable& table) {
  SuiteRequest request = options.generate;
  const auto rules = find_rules("generate", request.rules, specification.rules());
  if (!rules) return bad_input(rules.error());
  if (auto wrong = make_suite_directory(options.directory)) return bad_input(*wrong);
  const auto suite = search_stoppably(request, [&](const SuiteRequest& asked) {
    return build_suite(asked, specification, table);
  });
  if (!suite) return bad_input(suite.error());
  if (auto wrong = write_suite(options.directory, *suite, request, specification)) {
    return bad_input(*wrong);
  }
  print_as(options.format, suite_text(*suite, specification),
           suite_json(*suite, request, specification));
  return judged(suite->disagreements,
                is_whole(*suite) ? ExitCode::Holds : ExitCode::Inconclusive);
}

// While it searches, states are counted; while it proves, claims.
ExitCode run_prove(const Options& options, const Specification& specification,
                   TransitionTable& table) {
  ProveRequest request{options.explore, options.certificate_directory};
  const auto outcome = search_stoppably(request.explore, [&](const ExploreRequest&) {
    return run_proof(request, specification, table);
  });
  if (!outcome) return bad_input(outcome.error());
  print_as(options.format, prove_text(*outcome, request, specification.rules()),
           prove_json(*outcome, request, specification.rules()));
  return judged(outcome->explored.disagreements,
                exit_code_of(overall(*outcome, request, specification.rules())));
}

ExitCode run_health(const Options& options, const Specification& specification,
                    TransitionTable& table) {
  ExploreRequest request = options.explore;
  const auto health = search_stoppably(request, [&](const ExploreRequest& asked) {
    return check_health(asked, specification, table);
  });
  if (!health) return bad_input(health.error());
  print_as(options.format, health_text(*health, request, specification),
           health_json(*health, request, specification));
  return exit_code_of(overall(*health));
}

ExitCode run_text_model(const Options& options) {
  ExploreRequest request = options.explore;
  const auto outcome = search_stoppably(request, run_model);
  if (!outcome) return bad_input(outcome.error());
  print_as(options.format, model_text(*outcome, request), model_json(*outcome, request));
  return exit_code_of(overall(*outcome));
}

ExitCode run_with_specification(const Options& options) {
  const auto specification = Specification::load(options.specs, options.rule_files);
  if (!specification) return bad_input(specification.error());
  // Also where it is only read out: a mistake in a formula is better found at once.
  const auto table = TransitionTable::create(*specification, warmed_table());
  if (!table) return bad_input(table.error());
  CheckOptions check = options.check;
  std::optional<Mapping> mapping;
  if (!options.mapping.empty()) {
    auto loaded = Mapping::load(options.mapping);
    if (!loaded) return bad_input(loaded.error());
    mapping = std::move(*loaded);
    check.mapping = &*mapping;
  }
  switch (options.command) {
    case Command::Rules:
      return print_result(list_rules(specification->rules(),
                                     specification->invisible_rules(), options.filter,
                                     options.format));
    case Command::Explain:
      return print_result(explain_rule(specification->rules(),
                                       specification->invisible_rules(),
                                       embedded_samples(), options.rule));
    case Command::Compare: return run_comparison(options, check, *specification, **table);
    case Command::Explore: return run_explore(options, *specification, **table);
    case Command::Generate: return run_generate(options, *specification, **table);
    case Command::Prove:
      return options.judges_specification ? run_health(options, *specification, **table)
                                          : run_prove(options, *specification, **table);
    case Command::Report: return run_report(options, check, *specification, **table);
    default: return run_check(options, check, *specification, **table);
  }
}

ExitCode run(const std::vector<std::string>& arguments) {
  const auto options = parse_options(arguments);
  if (!options) return bad_input(options.error());
  switch (options->command) {
    case Command::Help: print(options->help); return ExitCode::Holds;
    case Command::Version:
      print(std::string("condis-check ") + kVersion + '\n');
      return ExitCode::Holds;
    case Command::Merge: return run_merge(*options);
    case Command::Dump: return run_dump(*options);
    case Command::Convert: return run_convert(*options);
    case Command::Explore:
      if (!options->explore.model_file.empty()) return run_text_model(*options);
      return run_with_specification(*options);
    default: return run_with_specification(*options);
  }
}

// A result that did not arrive (full disk, closed pipe) must not look like a verdict.
ExitCode flush(ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return bad_input({"condis-check", "the result could not be written", "",
                    "is the disk full, or the pipe closed?"});
}

}  // namespace
}  // namespace condis

int main(int argc, char** argv) {
  using condis::ExitCode;
  ExitCode code = ExitCode::InternalError;
  try {
    code = condis::flush(condis::run({argv + std::min(argc, 1), argv + argc}));
  } catch (const std::exception& bug) {
    condis::complain({"condis-check", std::string("internal error: ") + bug.what(),
                      "this is a fault of condis-check, not of the recording",
                      "please report it with the recording and the command line"});
  } catch (...) {
    condis::complain({"condis-check", "internal error of an unknown kind",
                      "this is a fault of condis-check, not of the recording",
                      "please report it with the recording and the command line"});
  }
  return static_cast<int>(code);
}
