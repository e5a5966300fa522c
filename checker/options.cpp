// CLI11 splits the command line; what may stand in it, and every message about it, is
// ours: misuse() looks at the options before CLI11 does, judge() at their values
// afterwards.
#include "checker/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "checker/bug_report.h"
#include "checker/config_file.h"
#include "checker/explore_options.h"
#include "checker/gate_options.h"
#include "checker/help.h"
#include "checker/option_values.h"
#include "model/suggest.h"
#include "traces/field_values.h"

namespace condis {
namespace {

struct CommandText {
  Command command;
  const char* name;
  const char* help;
};

constexpr std::array<CommandText, 11> kCommands = {{
    {Command::Check, "check", kCheckHelp},
    {Command::Report, "report", kReportHelp},
    {Command::Compare, "compare", kCompareHelp},
    {Command::Merge, "merge", kMergeHelp},
    {Command::Dump, "dump", kDumpHelp},
    {Command::Convert, "convert", kConvertHelp},
    {Command::Rules, "rules", kRulesHelp},
    {Command::Explain, "explain", kExplainHelp},
    {Command::Explore, "explore", kExploreHelp},
    {Command::Generate, "generate", kGenerateHelp},
    {Command::Prove, "prove", kProveHelp},
}};

// Values as they stand on the command line, before they are judged.
struct RawOptions {
  std::optional<std::string> format;
  std::optional<std::string> output_format;
  std::vector<std::string> media;    // check, compare, report
  std::string close_data = "learn";  // explore, prove
  std::string input_format = "detect";
  std::optional<std::string> severity;
  std::string config;
  RawGateOptions gate;
  RawExploreOptions explore;
  std::vector<std::string> positionals;
};

void declare(CLI::App& app, Command command, Options& options, RawOptions& raw) {
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("--help,-h");
  const bool judges = command != Command::Dump && command != Command::Convert &&
                      command != Command::Merge;
  if (judges) {
    app.add_option("--specs", options.specs)->take_last();
    app.add_option("--rules", options.rule_files)->allow_extra_args(false);
  }
  const bool has_format =
      judges && command != Command::Explain && command != Command::Report;
  if (has_format || command == Command::Dump) {
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
  if (command == Command::Check || command == Command::Compare ||
      command == Command::Report) {
    app.add_option("--close-data", raw.media)->allow_extra_args(false);
    app.add_option("--input-format", raw.input_format)->take_last();
    app.add_option("--mapping", options.mapping)->take_last();
  }
  if (command == Command::Check || command == Command::Compare) {
    app.add_option("--fail-on", raw.gate.fail_on)->allow_extra_args(false);
  }
  if (command == Command::Report) {
    app.add_option("--rule", options.report.choice.rule)->take_last();
  }
  if (command == Command::Compare) {
    app.add_flag("--fail-on-lost-coverage",
                 options.compare.options.fail_on_lost_coverage);
  }
  if (command == Command::Check) {
    app.add_flag("--merge", options.gate.merge);
    app.add_flag("--strict", raw.gate.strict);
    app.add_option("--output,-o", raw.gate.output)->take_last();
    app.add_option("--report", raw.gate.reports)->allow_extra_args(false);
    app.add_option("--severity", options.gate.severities)->allow_extra_args(false);
    app.add_option("--exclude", options.gate.excluded)->allow_extra_args(false);
    app.add_option("--baseline", options.gate.baseline)->take_last();
    app.add_option("--update-baseline", raw.gate.accept)->take_last();
    app.add_option("--jobs", raw.gate.jobs)->take_last();
    app.add_option("--config", raw.config)->take_last();
    app.add_flag("--chart", options.gate.charts);
    app.add_option("--trace-out", options.gate.trace_directory)->take_last();
  }
  if (command == Command::Rules) {
    app.add_option("--at-fault", options.filter.at_fault)->take_last();
    app.add_option("--group", options.filter.group)->take_last();
    app.add_option("--severity", raw.severity)->take_last();
  }
  if (command == Command::Explore || command == Command::Prove) {
    app.add_option("--parties", raw.explore.parties)->take_last();
    app.add_option("--call-manager", raw.explore.call_manager)->take_last();
    app.add_option("--client", options.explore.client_file)->take_last();
    app.add_option("--manager", options.explore.manager_file)->take_last();
    app.add_option("--rule", options.explore.rules)->allow_extra_args(false);
    app.add_option("--close-data", raw.close_data)->take_last();
    app.add_option("--max-states", raw.explore.max_states)->take_last();
    app.add_option("--threads", raw.explore.threads)->take_last();
    app.add_option("--jobs", raw.explore.jobs)->take_last();
    app.add_flag("--thorough", options.explore.thorough);
  }
  if (command == Command::Explore) {
    app.add_option("--model", options.explore.model_file)->take_last();
    app.add_flag("--returns-at-once", options.explore.returns_at_once);
    app.add_option("--trace-out", options.explore.trace_directory)->take_last();
  }
  if (command == Command::Prove) {
    app.add_option("--certificate", options.certificate_directory)->take_last();
    app.add_flag("--spec", options.judges_specification);
  }
  if (command == Command::Generate) {
    raw.explore.max_states = std::to_string(kSuiteStates);
    app.add_option("--out", options.directory)->take_last();
    app.add_option("--rule", options.generate.rules)->allow_extra_args(false);
    app.add_option("--parties", raw.explore.parties)->take_last();
    app.add_option("--call-manager", raw.explore.call_manager)->take_last();
    app.add_option("--max-states", raw.explore.max_states)->take_last();
    app.add_option("--jobs", raw.explore.jobs)->take_last();
  }
  app.add_option("positional", raw.positionals);
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
      return usage_error(command.name, "unknown option '" + name + "'",
                         did_you_mean(name, option_names(app)));
    }
    if (option->get_items_expected_max() == 0) {
      if (joined)
        return usage_error(command.name, "option '" + name + "' takes no value", "");
      continue;
    }
    const bool lacks_value =
        joined ? equals + 1 == arguments[i].size()
               : i + 1 == arguments.size() || looks_like_option(arguments[i + 1]);
    if (lacks_value) {
      return usage_error(command.name, "option '" + name + "' needs a value", "");
    }
    if (!joined) ++i;
  }
  return std::nullopt;
}

Result<Options> judge_dump(const CommandText& command, Options options,
                           const RawOptions& raw) {
  using Format = DumpOptions::Format;
  const std::vector<std::string> allowed = options.dump.events
                                               ? std::vector<std::string>{"json", "tsv"}
                                               : std::vector<std::string>{"text", "json"};
  const auto format =
      choose(command.name, "--format", raw.format.value_or(allowed[0]), allowed);
  if (!format) return format.error();
  if (options.dump.events) {
    options.dump.format = *format == 1 ? Format::Table : Format::Json;
  } else {
    options.dump.format = *format == 1 ? Format::Json : Format::Text;
  }
  if (raw.positionals.empty()) return usage_error(command.name, "no TRACE is given", "");
  if (raw.positionals.size() > 1) {
    return usage_error(
        command.name, "one TRACE at a time: '" + raw.positionals[1] + "' is one too many",
        "");
  }
  options.traces = raw.positionals;
  return options;
}

Result<Options> judge_convert(const CommandText& command, Options options,
                              const RawOptions& raw) {
  if (raw.positionals.size() != 2) {
    return usage_error(command.name, "it takes two files: IN and OUT", "");
  }
  options.traces = {raw.positionals[0]};
  options.convert.output = raw.positionals[1];
  if (raw.output_format) {
    const auto format =
        choose(command.name, "--output-format", *raw.output_format, {"jsonl", "etl"});
    if (!format) return format.error();
    options.convert.etl = *format == 1;
  } else {
    options.convert.etl = options.convert.output.ends_with(".etl");
  }
  if (options.convert.etl && options.convert.output == "-") {
    return usage_error(command.name, "an .etl file cannot be written to standard output",
                       "");
  }
  return options;
}

// The options that have to be given again for the same check; see ReportCommand.
void repeat_options(Options& options, const RawOptions& raw) {
  const auto repeat = [](std::string& text, const char* name, const std::string& value) {
    if (!value.empty()) text += fmt::format(" {} {}", name, shell_word(value));
  };
  ReportCommand& report = options.report;
  const Support close_data =
      said_of({report.choice.path}, options.check.media).value_or(Support::Unknown);
  if (close_data != Support::Unknown) {
    repeat(report.judging, "--close-data", std::string(word_of(close_data)));
  }
  repeat(report.judging, "--specs", options.specs);
  for (const std::string& file : options.rule_files) {
    repeat(report.judging, "--rules", file);
  }
  repeat(report.reading, "--input-format",
         raw.input_format == "detect" ? "" : raw.input_format);
  repeat(report.reading, "--mapping", options.mapping);
}

// Turns raw values into typed ones.
Result<Options> judge(const CommandText& command, Options options, RawOptions raw) {
  if (command.command == Command::Dump) return judge_dump(command, options, raw);
  if (command.command == Command::Convert) return judge_convert(command, options, raw);
  if (command.command != Command::Check) {
    const auto format =
        choose(command.name, "--format", raw.format.value_or("text"), {"text", "json"});
    if (!format) return format.error();
    options.format = *format == 1 ? OutputFormat::Json : OutputFormat::Text;
  }

  auto media = parse_media(command.name, raw.media);
  if (!media) return media.error();
  options.check.media = std::move(*media);

  // In the order of InputFormat.
  const auto input_format =
      choose(command.name, "--input-format", raw.input_format,
             {"detect", "jsonl", "json", "xml", "csv", "text", "etl"});
  if (!input_format) return input_format.error();
  options.check.input_format = static_cast<InputFormat>(*input_format);

  if (raw.severity) {
    const auto severity =
        choose(command.name, "--severity", *raw.severity, {"note", "warning", "error"});
    if (!severity) return severity.error();
    options.filter.severity = static_cast<Severity>(*severity);
  }

  if (command.command == Command::Explore || command.command == Command::Prove) {
    const auto close_data = choose_close_data(command.name, raw.close_data);
    if (!close_data) return close_data.error();
    if (*close_data != Support::Unknown) {
      options.explore.carries = *close_data == Support::Yes;
    }
    const bool own_texts = !options.specs.empty() || !options.rule_files.empty();
    if (auto wrong =
            judge_explore(command.name, raw.explore, own_texts, options.explore)) {
      return *wrong;
    }
  }

  if (command.command == Command::Generate) {
    if (auto wrong = judge_generate(command.name, raw.explore, options.directory,
                                    options.generate)) {
      return *wrong;
    }
  }

  const std::size_t given = raw.positionals.size();
  switch (command.command) {
    case Command::Check:
      raw.gate.format = raw.format;
      raw.gate.traces = std::move(raw.positionals);
      if (auto wrong = judge_gate(raw.gate, options.gate)) return *wrong;
      break;
    case Command::Compare:
      if (given != 2) {
        return usage_error(command.name, "it takes two sides: OLD and NEW", "");
      }
      options.compare.before = raw.positionals[0];
      options.compare.after = raw.positionals[1];
      options.compare.format = options.format;
      if (auto wrong = judge_fail_on(command.name, raw.gate.fail_on,
                                     options.compare.options.fail_on)) {
        return *wrong;
      }
      break;
    case Command::Merge:
      if (given == 0) return usage_error(command.name, "no RESULT is given", "");
      options.traces = std::move(raw.positionals);
      break;
    case Command::Report: {
      if (given == 0) return usage_error(command.name, "no FINDING is given", "");
      if (given > 1) {
        return usage_error(
            command.name,
            "one FINDING at a time: '" + raw.positionals[1] + "' is one too many", "");
      }
      const std::string rule = options.report.choice.rule;
      options.report.choice = choose_finding(raw.positionals[0]);
      options.report.choice.rule = rule;
      repeat_options(options, raw);
      break;
    }
    case Command::Explain:
      if (given == 0) {
        return usage_error(command.name, "no RULE is given",
                           "'condis-check rules' lists them,");
      }
      if (given > 1) {
        return usage_error(
            command.name,
            "one RULE at a time: '" + raw.positionals[1] + "' is one too many", "");
      }
      options.rule = raw.positionals[0];
      break;
    default:
      if (given > 0) {
        return usage_error(command.name,
                           "unexpected argument '" + raw.positionals[0] + "'", "");
      }
      break;
  }
  return options;
}

// The arguments with what stands in the configuration file before them, so that the
// command line has the last word; recordings of the file count if it names none.
Result<std::vector<std::string>> configured(const CLI::App& app, const RawOptions& raw,
                                            const std::vector<std::string>& arguments) {
  std::vector<std::string> names = option_names(app);
  std::erase_if(names, [](const std::string& name) {
    return name == "--help" || name == "--config" || name == "--update-baseline";
  });
  auto configuration = load_configuration(raw.config, names);
  if (!configuration) return configuration.error();
  std::vector<std::string> all = std::move(configuration->arguments);
  all.insert(all.end(), arguments.begin(), arguments.end());
  if (raw.positionals.empty() && !configuration->traces.empty()) {
    all.emplace_back("--");
    all.insert(all.end(), configuration->traces.begin(), configuration->traces.end());
  }
  return all;
}

Result<Options> parse_command(const CommandText& command,
                              const std::vector<std::string>& arguments,
                              bool is_configured = false) {
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
    return usage_error(command.name, "the arguments are not understood", "");
  }
  if (app.count("--help") > 0) {
    options.command = Command::Help;
    options.help = command.help;
    return options;
  }
  if (!raw.config.empty() && !is_configured) {
    const auto all = configured(app, raw, arguments);
    if (!all) return all.error();
    return parse_command(command, *all, true);
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
      fmt::format("the commands are {} and {}; 'condis-check --help' says more",
                  fmt::join(names.begin(), names.end() - 1, ", "), names.back());
  return error;
}

}  // namespace condis
