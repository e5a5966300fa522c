#include "checker/sample_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <string_view>
#include <vector>

#include "checker/event_table.h"
#include "checker/printable.h"
#include "traces/reader.h"

namespace condis {
namespace {

// A sample as its page shows it.
struct Sample {
  const SampleFile* file = nullptr;
  std::string story;            // the comment lines at its head, "expect:" lines aside
  std::uint64_t breaks_at = 0;  // the line that its expectation names; 0: none
  std::vector<std::uint64_t> numbers;
  std::vector<std::string> lines;
};

std::string_view name_of(Role role) {
  switch (role) {
    case Role::Client: return "client";
    case Role::CallManager: return "call-manager";
    case Role::Mcm: return "mcm";
    case Role::Unknown: break;
  }
  return "unknown";
}

std::string_view name_of(Support support) {
  switch (support) {
    case Support::Yes: return "yes";
    case Support::No: return "no";
    case Support::Unknown: break;
  }
  return "unknown";
}

std::string_view name_of(RundownState state) {
  switch (state) {
    case RundownState::None: break;
    case RundownState::Adding: return "adding";
    case RundownState::Up: return "up";
    case RundownState::Dropping: return "dropping";
    case RundownState::Told: return "told";
    case RundownState::Idle: return "idle";
    case RundownState::Setup: return "setup";
    case RundownState::Closing: return "closing";
  }
  return "unknown";
}

// "# expect: violated RULE at 12" gives 12.
std::uint64_t line_of_expectation(std::string_view line, const std::string& rule) {
  const std::string wanted = "expect: violated " + rule + " at ";
  const std::size_t at = line.find(wanted);
  if (at == std::string_view::npos) return 0;
  return std::strtoull(std::string(line.substr(at + wanted.size())).c_str(), nullptr, 10);
}

Sample load_sample(const SampleFile& file, const std::string& rule) {
  Sample sample;
  sample.file = &file;
  for (std::string_view text = file.text; text.starts_with('#');) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(1, end - 1);
    if (line.find("expect:") == std::string_view::npos) {
      sample.story += line;
    } else {
      sample.breaks_at = std::max(sample.breaks_at, line_of_expectation(line, rule));
    }
    text.remove_prefix(end + 1);
  }
  const auto reader = open_trace_bytes(file.text, std::string(file.name));
  if (!reader) return sample;
  std::array<Record, 64> records;
  while (const std::size_t count = (*reader)->read(records)) {
    for (const Record& record : std::span(records).first(count)) {
      sample.numbers.push_back(record.number);
      sample.lines.push_back(record_text(record));
    }
  }
  return sample;
}

// How many lines of `a` stand in `b`, less those of `b` that do not.
std::ptrdiff_t likeness(const Sample& a, const Sample& b) {
  const std::multiset<std::string> known(a.lines.begin(), a.lines.end());
  std::ptrdiff_t score = 0;
  for (const std::string& line : b.lines) score += known.contains(line) ? 1 : -1;
  return score;
}

std::string shown(const Sample& sample, std::string_view heading) {
  std::string out = fmt::format("\n{} (traces/samples/{})\n", heading, sample.file->name);
  if (!sample.story.empty()) out += wrap(printable(sample.story), "  ") + '\n';
  out += '\n';
  for (std::size_t i = 0; i < sample.lines.size(); ++i) {
    out +=
        fmt::format("  {:3}  {}{}\n", sample.numbers[i], printable(sample.lines[i]),
                    sample.numbers[i] == sample.breaks_at ? "   <- breaks the rule" : "");
  }
  return out;
}

}  // namespace

std::string record_text(const Record& record) {
  std::string text(condis::name_of(record.function, record.spelling));
  if (record.phase == Phase::Enter) text += " =>";
  if (record.phase == Phase::Exit) {
    text += record.has(Field::Status) ? " =" : " returns";
  }
  const auto add = [&](Field field, std::string_view name, const std::string& value) {
    if (record.has(field)) text += fmt::format(" {} {}", name, value);
  };
  const auto hex = [](std::uint64_t value) { return fmt::format("{:#x}", value); };
  if (record.has(Field::Status)) text += fmt::format(" {}", short_status(record.status));
  if (record.role != Role::Unknown) text += fmt::format(" Role {}", name_of(record.role));
  if (record.close_data != Support::Unknown) {
    text += fmt::format(" CloseData {}", name_of(record.close_data));
  }
  if (record.state != RundownState::None) {
    text += fmt::format(" State {}", name_of(record.state));
  }
  add(Field::Irql, "Irql", std::to_string(record.irql));
  add(Field::VcHandle, "VcHandle", hex(record.vc_handle));
  add(Field::VcContext, "VcContext", hex(record.vc_context));
  add(Field::PartyHandle, "PartyHandle", hex(record.party_handle));
  add(Field::PartyContext, "PartyContext", hex(record.party_context));
  add(Field::Flags, "Flags", hex(record.flags));
  add(Field::HasData, "HasData", record.has_data ? "yes" : "no");
  add(Field::DataSize, "DataSize", std::to_string(record.data_size));
  add(Field::Count, "Count", std::to_string(record.count));
  return text;
}

SamplePair nearest_samples(std::span<const SampleFile> samples, const std::string& rule) {
  SamplePair pair;
  for (const SampleFile& sample : samples) {
    if (!sample.name.starts_with(rule + "/violated-")) continue;
    if (pair.violated == nullptr || sample.text.size() < pair.violated->text.size()) {
      pair.violated = &sample;
    }
  }
  if (pair.violated == nullptr) return pair;
  const Sample broken = load_sample(*pair.violated, rule);
  std::ptrdiff_t best = 0;
  for (const SampleFile& file : samples) {
    if (!file.name.starts_with(rule + "/holds-")) continue;
    const std::ptrdiff_t score = likeness(broken, load_sample(file, rule));
    if (pair.holds != nullptr && score <= best) continue;
    pair.holds = &file;
    best = score;
  }
  return pair;
}

std::string example_of(std::span<const SampleFile> samples, const std::string& rule) {
  const SamplePair pair = nearest_samples(samples, rule);
  if (pair.violated == nullptr) return "";
  std::string out = shown(load_sample(*pair.violated, rule), "a trace that breaks it");
  if (pair.holds != nullptr)
    out += shown(load_sample(*pair.holds, rule), "the mended one");
  return out;
}

}  // namespace condis
