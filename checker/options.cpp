// CLI11 splits the command line; what may stand in it, and every message about it, is
// ours: misuse() looks at the options before CLI11 does, judge() at their values
// afterwards.
#include "checker/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "checker/help.h"
#include "model/suggest.h"

namespace condis {
namespace {

struct CommandText {
  Command command;
  const char* name;
  const char* help;
};

constexpr std::array<CommandText, 6> kCommands = {{
    {Command::Check, "check", kCheckHelp},
    {Command::Dump, "dump", kDumpHelp},
    {Command::Convert, "convert", kConvertHelp},
    {Command::Rules, "rules", kRulesHelp},
    {Command::Explain, "explain", kExplainHelp},
    {Command::Explore, "explore", kExploreHelp},
}};

// Values as they stand on the command line, before they are judged.
struct RawOptions {
  std::optional<std::string> format;
  std::optional<std::string> output_format;
  std::string close_data = "learn";
  std::string input_format = "detect";
  std::string parties = "2";
  std::string max_states = "0";
  std::string call_manager = "stand-alone";
  std::optional<std::string> severity;
  std::vector<std::string> fail_on;
  std::vector<std::string> reports;
  std::vector<std::string> positionals;
};

void declare(CLI::App& app, Command command, Options& options, RawOptions& raw) {
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("--help,-h");
  const bool judges = command != Command::Dump && command != Command::Convert;
  if (judges) {
    app.add_option("--specs", options.specs)->take_last();
    app.add_option("--rules", options.rule_files)->allow_extra_args(false);
  }
  if (command != Command::Explain && command != Command::Convert) {
    app.add_option("--format", raw.format)->take_last();
  }
  if (command == Command::Dump) {
    app.add_flag("--events", options.dump.events);
    app.add_option("--provider", options.dump.provider)->take_last();
    app.add_option("--event", options.dump.event)->take_last();
  }
  if (command == Command::Convert) {
    app.add_option("--output-format", raw.output_format)->take_last();
  }
  if (command == Command::Check) {
    app.add_option("--close-data", raw.close_data)->take_last();
    app.add_option("--input-format", raw.input_format)->take_last();
    app.add_option("--mapping", options.mapping)->take_last();
    app.add_flag("--merge", options.merge);
    app.add_option("--fail-on", raw.fail_on)->allow_extra_args(false);
    app.add_option("--report", raw.reports)->allow_extra_args(false);
  }
  if (command == Command::Rules) {
    app.add_option("--at-fault", options.filter.at_fault)->take_last();
    app.add_option("--group", options.filter.group)->take_last();
    app.add_option("--severity", raw.severity)->take_last();
  }
  if (command == Command::Explore) {
    app.add_option("--parties", raw.parties)->take_last();
    app.add_option("--call-manager", raw.call_manager)->take_last();
    app.add_option("--client", options.explore.client_file)->take_last();
    app.add_option("--manager", options.explore.manager_file)->take_last();
    app.add_option("--rule", options.explore.rules)->allow_extra_args(false);
    app.add_option("--close-data", raw.close_data)->take_last();
    app.add_option("--max-states", raw.max_states)->take_last();
    app.add_option("--trace-out", options.explore.trace_directory)->take_last();
    app.add_flag("--thorough", options.explore.thorough);
  }
  app.add_option("positional", raw.positionals);
}

Diagnostic usage_error(const CommandText& command, std::string what, std::string help) {
  const std::string name = std::string("condis-check ") + command.name;
  if (!help.empty()) help += ' ';
  return {name, std::move(what), "", help + "'" + name + " --help' says what it takes"};
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool looks_like_option(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-';
}

// What is wrong with the options by themselves: unknown ones, values that lack or are one
// too many. What passes, CLI11 takes without complaint.
std::optional<Diagnostic> misuse(const CommandText& command, const CLI::App& app,
                                 const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (!looks_like_option(arguments[i])) continue;
    const std::size_t equals = arguments[i].find('=');
    const bool joined = equals != std::string::npos;
    const std::string name = arguments[i].substr(0, equals);
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) {
      return usage_error(command, "unknown option '" + name + "'",
                         did_you_mean(name, option_names(app)));
    }
    if (option->get_items_expected_max() == 0) {
      if (joined) return usage_error(command, "option '" + name + "' takes no value", "");
      continue;
    }
    const bool lacks_value =
        joined ? equals + 1 == arguments[i].size()
               : i + 1 == arguments.size() || looks_like_option(arguments[i + 1]);
    if (lacks_value) {
      return usage_error(command, "option '" + name + "' needs a value", "");
    }
    if (!joined) ++i;
  }
  return std::nullopt;
}

// One of `allowed`, as an index.
Result<std::size_t> choose(const CommandText& command, const std::string& option,
                           const std::string& value,
                           const std::vector<std::string>& allowed) {
  const auto found = std::find(allowed.begin(), allowed.end(), value);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  std::string list;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (i > 0) list += i + 1 == allowed.size() ? " or " : ", ";
    list += allowed[i];
  }
  Diagnostic error = usage_error(command, option + " cannot be '" + value + "'",
                                 did_you_mean(value, allowed));
  error.why = "it is " + list;
  return error;
}

Result<Options> judge_dump(const CommandText& command, Options options,
                           const RawOptions& raw) {
  using Format = DumpOptions::Format;
  const std::vector<std::string> allowed = options.dump.events
                                               ? std::vector<std::string>{"json", "tsv"}
                                               : std::vector<std::string>{"text", "json"};
  const auto format =
      choose(command, "--format", raw.format.value_or(allowed[0]), allowed);
  if (!format) return format.error();
  if (options.dump.events) {
    options.dump.format = *format == 1 ? Format::Table : Format::Json;
  } else {
    options.dump.format = *format == 1 ? Format::Json : Format::Text;
  }
  if (raw.positionals.empty()) return usage_error(command, "no TRACE is given", "");
  if (raw.positionals.size() > 1) {
    return usage_error(
        command, "one TRACE at a time: '" + raw.positionals[1] + "' is one too many", "");
  }
  options.traces = raw.positionals;
  return options;
}

Result<Options> judge_convert(const CommandText& command, Options options,
                              const RawOptions& raw) {
  if (raw.positionals.size() != 2) {
    return usage_error(command, "it takes two files: IN and OUT", "");
  }
  options.traces = {raw.positionals[0]};
  options.convert.output = raw.positionals[1];
  if (raw.output_format) {
    const auto format =
        choose(command, "--output-format", *raw.output_format, {"jsonl", "etl"});
    if (!format) return format.error();
    options.convert.etl = *format == 1;
  } else {
    options.convert.etl = options.convert.output.ends_with(".etl");
  }
  if (options.convert.etl && options.convert.output == "-") {
    return usage_error(command, "an .etl file cannot be written to standard output", "");
  }
  return options;
}

// A whole number of at most `most`, digits only.
Result<std::uint64_t> number(const CommandText& command, const std::string& option,
                             const std::string& value, std::uint64_t least,
                             std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, number);
  if (error == std::errc() && rest == end && number >= least && number <= most) {
    return number;
  }
  Diagnostic wrong = usage_error(command, option + " cannot be '" + value + "'", "");
  wrong.why =
      "it is a number from " + std::to_string(least) + " to " + std::to_string(most);
  return wrong;
}

std::optional<Diagnostic> judge_explore(const CommandText& command, Options& options,
                                        const RawOptions& raw) {
  ExploreRequest& request = options.explore;
  const auto parties = number(command, "--parties", raw.parties, 1, kMostPlaces);
  if (!parties) return parties.error();
  request.parties = static_cast<unsigned>(*parties);
  const auto most = number(command, "--max-states", raw.max_states, 0, kNoState - 1);
  if (!most) return most.error();
  request.max_states = *most;
  const auto manager =
      choose(command, "--call-manager", raw.call_manager, {"stand-alone", "mcm"});
  if (!manager) return manager.error();
  request.integrated = *manager == 1;
  if (options.check.close_data_given) {
    request.carries = options.check.close_data == Support::Yes;
  }
  return std::nullopt;
}

Result<const ReportKind*> choose_report(const CommandText& command,
                                        const std::string& option,
                                        const std::string& name) {
  std::vector<std::string> names;
  for (const ReportKind& kind : report_kinds()) names.emplace_back(kind.name);
  const auto chosen = choose(command, option, name, names);
  if (!chosen) return chosen.error();
  return &report_kinds()[*chosen];
}

// --format is what goes to standard output besides the reports that --report sends there.
std::optional<Diagnostic> judge_reports(const CommandText& command, Options& options,
                                        const RawOptions& raw) {
  bool printed = false;
  for (const std::string& text : raw.reports) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size()) {
      Diagnostic wrong = usage_error(command, "--report cannot be '" + text + "'", "");
      wrong.why = "it is KIND=FILE, such as json=result.json";
      return wrong;
    }
    const auto kind =
        choose_report(command, "the kind of a --report", text.substr(0, equals));
    if (!kind) return kind.error();
    options.reports.push_back({*kind, text.substr(equals + 1)});
    printed = printed || options.reports.back().file == "-";
  }
  if (printed && !raw.format) return std::nullopt;
  const auto kind = choose_report(command, "--format", raw.format.value_or("text"));
  if (!kind) return kind.error();
  options.reports.insert(options.reports.begin(), {*kind, "-"});
  return std::nullopt;
}

// A severity and a verdict, each at most once, in any order.
std::optional<Diagnostic> judge_fail_on(const CommandText& command, Options& options,
                                        const RawOptions& raw) {
  for (const std::string& value : raw.fail_on) {
    const auto chosen = choose(command, "--fail-on", value,
                               {"error", "warning", "note", "possible", "open"});
    if (!chosen) return chosen.error();
    switch (*chosen) {
      case 0: options.fail_on.severity = Severity::Error; break;
      case 1: options.fail_on.severity = Severity::Warning; break;
      case 2: options.fail_on.severity = Severity::Note; break;
      case 3: options.fail_on.verdict = Verdict::Possible; break;
      default: options.fail_on.verdict = Verdict::Open; break;
    }
  }
  return std::nullopt;
}

std::optional<Diagnostic> judge_check(const CommandText& command, Options& options,
                                      RawOptions& raw) {
  if (auto wrong = judge_reports(command, options, raw)) return wrong;
  if (auto wrong = judge_fail_on(command, options, raw)) return wrong;
  if (raw.positionals.empty()) return usage_error(command, "no TRACE is given", "");
  if (std::count(raw.positionals.begin(), raw.positionals.end(), "-") > 1) {
    return usage_error(command, "standard input ('-') is given twice", "");
  }
  if (options.merge && raw.positionals.size() == 1) {
    return usage_error(command, "--merge needs more than one TRACE", "");
  }
  options.traces = std::move(raw.positionals);
  return std::nullopt;
}

// Turns raw values into typed ones.
Result<Options> judge(const CommandText& command, Options options, RawOptions raw) {
  if (command.command == Command::Dump) return judge_dump(command, options, raw);
  if (command.command == Command::Convert) return judge_convert(command, options, raw);
  if (command.command != Command::Check) {
    const auto format =
        choose(command, "--format", raw.format.value_or("text"), {"text", "json"});
    if (!format) return format.error();
    options.format = *format == 1 ? OutputFormat::Json : OutputFormat::Text;
  }

  const auto close_data =
      choose(command, "--close-data", raw.close_data, {"yes", "no", "learn"});
  if (!close_data) return close_data.error();
  options.check.close_data_given = *close_data != 2;
  if (*close_data == 0) options.check.close_data = Support::Yes;
  if (*close_data == 1) options.check.close_data = Support::No;

  // In the order of InputFormat.
  const auto input_format =
      choose(command, "--input-format", raw.input_format,
             {"detect", "jsonl", "json", "xml", "csv", "text", "etl"});
  if (!input_format) return input_format.error();
  options.check.input_format = static_cast<InputFormat>(*input_format);

  if (raw.severity) {
    const auto severity =
        choose(command, "--severity", *raw.severity, {"note", "warning", "error"});
    if (!severity) return severity.error();
    options.filter.severity = static_cast<Severity>(*severity);
  }

  if (command.command == Command::Explore) {
    if (auto wrong = judge_explore(command, options, raw)) return *wrong;
  }

  const std::size_t given = raw.positionals.size();
  switch (command.command) {
    case Command::Check:
      if (auto wrong = judge_check(command, options, raw)) return *wrong;
      break;
    case Command::Explain:
      if (given == 0) {
        return usage_error(command, "no RULE is given",
                           "'condis-check rules' lists them,");
      }
      if (given > 1) {
        return usage_error(
            command, "one RULE at a time: '" + raw.positionals[1] + "' is one too many",
            "");
      }
      options.rule = raw.positionals[0];
      break;
    default:
      if (given > 0) {
        return usage_error(command, "unexpected argument '" + raw.positionals[0] + "'",
                           "");
      }
      break;
  }
  return options;
}

Result<Options> parse_command(const CommandText& command,
                              const std::vector<std::string>& arguments) {
  Options options;
  options.command = command.command;
  RawOptions raw;
  CLI::App app;
  declare(app, command.command, options, raw);
  if (auto error = misuse(command, app, arguments)) return *error;
  try {
    // CLI11 takes the arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError&) {
    return usage_error(command, "the arguments are not understood", "");
  }
  if (app.count("--help") > 0) {
    options.command = Command::Help;
    options.help = command.help;
    return options;
  }
  return judge(command, std::move(options), std::move(raw));
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  const std::string first = arguments.empty() ? "" : arguments[0];
  Options options;
  if (first == "--help" || first == "-h" || first == "help") {
    options.command = Command::Help;
    options.help = kHelp;
    return options;
  }
  if (first == "--version") {
    options.command = Command::Version;
    return options;
  }
  std::vector<std::string> names;
  for (const CommandText& command : kCommands) {
    if (first == command.name) {
      return parse_command(command, {arguments.begin() + 1, arguments.end()});
    }
    names.push_back(command.name);
  }
  Diagnostic error{"condis-check", "", "", ""};
  if (first.empty()) {
    error.what = "no command is given";
  } else if (looks_like_option(first)) {
    error.what = "unknown option '" + first + "'";
    error.help = did_you_mean(first, {"--help", "--version"});
  } else {
    error.what = "unknown command '" + first + "'";
    error.help = did_you_mean(first, names);
    const bool like_a_file = first.find_first_of("./\\") != std::string::npos;
    if (like_a_file)
      error.help = "to judge a recording: 'condis-check check " + first + "';";
  }
  if (!error.help.empty()) error.help += ' ';
  error.help +=
      "the commands are check, dump, convert, rules, explain and explore; "
      "'condis-check --help' says more";
  return error;
}

}  // namespace condis
