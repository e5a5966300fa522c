// Every sample recording gives the same records in every carrier, so that it is judged
// the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/traces/reading.h"
#include "traces/json_document.h"

using namespace condis;

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 15> kPayload = {
    "Phase",     "CallId",      "Seq",          "Irql",      "VcHandle",
    "VcContext", "PartyHandle", "PartyContext", "Status",    "Flags",
    "HasData",   "DataSize",    "Role",         "CloseData", "State"};
constexpr std::int64_t kBase = 1'769'900'000'000'000'000;  // 2026-01-31T22:53:20Z

// A line of a sample as the carriers' writers need it.
struct Line {
  JsonDocument document;

  std::string text(std::string_view name) const {
    const JsonValue* const value = document.value().find(name);
    return value == nullptr ? "" : value->text;
  }
  std::uint64_t number(std::string_view name) const {
    const std::string digits = text(name);
    return digits.empty() ? 0 : std::stoull(digits);
  }
  std::string clock() const {
    const std::uint64_t time = number("Time");
    return fmt::format("22:{:02}:{:02}.{:09}", 53 + (20 + time / 1'000'000'000) / 60,
                       (20 + time / 1'000'000'000) % 60, time % 1'000'000'000);
  }
};

std::string xml_event(const Line& line) {
  std::string data;
  for (const std::string_view name : kPayload) {
    data += fmt::format("\t\t<Data Name=\"{}\">{:>8}</Data>\r\n", name, line.text(name));
  }
  data += fmt::format("\t\t<Data Name=\"Count\">{}</Data>\r\n", line.text("Count"));
  return fmt::format(
      "<Event xmlns=\"x\">\r\n\t<System>\r\n\t\t<Provider Name=\"{}\" />\r\n"
      "\t\t<TimeCreated SystemTime=\"2026-01-31T{}Z\" />\r\n\t\t<Execution "
      "ProcessID=\"0\" ThreadID=\"{}\" ProcessorID=\"{}\" />\r\n\t</System>\r\n"
      "\t<EventData>\r\n{}\t</EventData>\r\n\t<RenderingInfo Culture=\"de-DE\">\r\n"
      "\t\t<Task>{}</Task>\r\n\t</RenderingInfo>\r\n</Event>\r\n",
      line.text("Provider"), line.clock(), line.number("ThreadId"), line.number("Cpu"),
      data, line.text("Event"));
}

std::string csv_row(const Line& line) {
  std::string row = fmt::format(
      "{:>12},{:>30},          0,          0,         11,          4,          0,        "
      "  "
      "0, 0x0000000000000001, 0x00000000, 0x{:08X}, {:>20},             ,              , "
      "{:>20},          0,          0",
      line.text("Provider"), line.text("Event"), line.number("ThreadId"),
      line.number("Cpu"),
      (static_cast<std::uint64_t>(kBase) / 100 + line.number("Time")) +
          116'444'736'000'000'000);
  for (const std::string_view name : kPayload) {
    const std::string value = line.text(name);
    const bool quoted = !value.empty() && value.find_first_not_of("0123456789") == 0;
    row += fmt::format(fmt::runtime(quoted ? ", \"{}\"" : ", {:>8}"), value);
  }
  return row + ", " + line.text("Count") + "\r\n";
}

std::string json_payload(const Line& line) {
  std::string members;
  const auto add = [&](std::string_view name) {
    const std::string value = line.text(name);
    if (!value.empty()) members += fmt::format(",\"{}\":\"{}\"", name, value);
  };
  for (const std::string_view name : kPayload) add(name);
  add("Count");
  return members.empty() ? "" : members.substr(1);
}

std::string tool_event(const Line& line) {
  return fmt::format(
      "{{\"ProviderName\":\"{}\",\"EventName\":\"{}\",\"TimeStamp\":\"2026-01-31T{}Z\","
      "\"ThreadID\":{},\"ProcessID\":0,\"ProcessorNumber\":{},\"XmlEventData\":{{{}}}}}",
      line.text("Provider"), line.text("Event"), line.clock(), line.number("ThreadId"),
      line.number("Cpu"), json_payload(line));
}

std::string text_line(const Line& line) {
  const std::string payload = json_payload(line);
  return fmt::format(
      "[{}]0000.{:04X}::2026-01-31 {} [{}]{{{}{}\"meta\":{{\"event\":\"{}\",\"provider\":"
      "\"{}\"}}}}\r\n",
      line.number("Cpu"), line.number("ThreadId"), line.clock(), line.text("Provider"),
      payload, payload.empty() ? "" : ",", line.text("Event"), line.text("Provider"));
}

struct Carriers {
  std::string xml = "<Events>\r\n";
  std::string csv =
      "  Event Name,       Type,     Event ID,    Version,    Channel,      Level,     "
      "Opcode,       Task,            Keyword,        PID,        TID,     Processor "
      "Number,  Instance ID,   Parent Instance ID,  Clock-Time, Kernel(ms), User(ms), "
      "User Data\r\n";
  std::string list = "[";
  std::string lines;
  std::string text;
};

Carriers carriers_of(const std::string& jsonl) {
  Carriers carriers;
  std::istringstream in(jsonl);
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text[0] == '#') continue;
    Line line;
    REQUIRE(line.document.parse(text));
    carriers.xml += xml_event(line);
    carriers.csv += csv_row(line);
    carriers.lines += tool_event(line) + '\n';
    carriers.list += (carriers.list.size() == 1 ? "" : ",\n") + tool_event(line);
    carriers.text += text_line(line);
  }
  carriers.xml += "</Events>\r\n";
  carriers.list += "]";
  return carriers;
}

Mapping csv_mapping() {
  std::string names;
  for (const std::string_view name : kPayload) names += fmt::format("\"{}\",", name);
  auto mapping = Mapping::parse(
      "{\"mapping\":1,\"rules\":[{\"when\":{\"provider\":{"
      "\"matches\":\".*\"}},\"columns\":[" +
          names + "\"Count\"]}]}",
      "m");
  REQUIRE(mapping);
  return *mapping;
}

// The records, numbered as they come, with the times of the sample.
std::vector<Record> read_carrier(const std::string& bytes, std::int64_t unit,
                                 const Mapping* mapping = nullptr) {
  auto opened = open_trace_bytes(bytes, "t", InputFormat::Detect, mapping);
  REQUIRE(opened);
  std::vector<Record> records = read_all(**opened);
  CHECK(messages(**opened).find("error") == std::string::npos);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].number = i + 1;
    if (unit != 0) records[i].time = (records[i].time - kBase) / unit;
    // What a carrier always tells, and a sample need not.
    for (const Field field : {Field::Time, Field::Cpu, Field::ThreadId}) {
      records[i].set(field);
    }
  }
  return records;
}

}  // namespace

TEST_CASE("every sample reads the same in every carrier") {
  const Mapping mapping = csv_mapping();
  int samples = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() != ".jsonl") continue;
    CAPTURE(entry.path().string());
    std::ifstream file(entry.path());
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const std::vector<Record> expected = read_carrier(bytes.str(), 0);
    const Carriers carriers = carriers_of(bytes.str());
    // Not a column is without a name, so the mapping takes the long way to the same.
    CHECK(read_carrier(bytes.str(), 0, &mapping) == expected);
    CHECK(read_carrier(carriers.xml, 1, &mapping) == expected);
    CHECK(read_carrier(carriers.xml, 1) == expected);
    CHECK(read_carrier(carriers.csv, 100, &mapping) == expected);
    CHECK(read_carrier(carriers.lines, 1) == expected);
    CHECK(read_carrier(carriers.list, 1) == expected);
    CHECK(read_carrier(carriers.text, 1) == expected);
    ++samples;
  }
  CHECK(samples > 300);
}
