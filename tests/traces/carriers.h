// Writes a sample recording as other carriers have it: tracerpt's XML and CSV, tracefmt's
// text, and the JSON of another tool.
//
// A sample need not tell the processor, which is then 0. Times count from kCarrierTime.
#pragma once

#include <fmt/format.h>

#include <array>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "traces/json_document.h"
#include "traces/mapping.h"

namespace condis {

inline constexpr std::array<std::string_view, 18> kCarrierFields = {
    "Phase",       "CallId",       "Seq",    "Irql",  "VcHandle",  "VcContext",
    "PartyHandle", "PartyContext", "Status", "Flags", "HasData",   "DataSize",
    "File",        "Line",         "Func",   "Role",  "CloseData", "State"};
inline constexpr std::int64_t kCarrierTime =
    1'769'900'000'000'000'000;  // 2026-01-31T22:53:20Z

// A line of a sample as the carriers' writers need it.
struct SampleLine {
  JsonDocument document;

  std::string text(std::string_view name) const {
    const JsonValue* const value = document.value().find(name);
    return value == nullptr ? "" : value->text;
  }
  std::uint64_t number(std::string_view name) const {
    const std::string digits = text(name);
    return digits.empty() ? 0 : std::stoull(digits);
  }
  // As Windows tells that there was no thread.
  std::uint64_t thread() const {
    return text("ThreadId").empty() ? 0xFFFFFFFFu : number("ThreadId");
  }
  std::string clock() const {
    const std::uint64_t time = number("Time");
    return fmt::format("22:{:02}:{:02}.{:09}", 53 + (20 + time / 1'000'000'000) / 60,
                       (20 + time / 1'000'000'000) % 60, time % 1'000'000'000);
  }
};

inline std::string xml_event(const SampleLine& line) {
  std::string data;
  for (const std::string_view name : kCarrierFields) {
    data += fmt::format("\t\t<Data Name=\"{}\">{:>8}</Data>\r\n", name, line.text(name));
  }
  data += fmt::format("\t\t<Data Name=\"Count\">{}</Data>\r\n", line.text("Count"));
  return fmt::format(
      "<Event xmlns=\"x\">\r\n\t<System>\r\n\t\t<Provider Name=\"{}\" />\r\n"
      "\t\t<TimeCreated SystemTime=\"2026-01-31T{}Z\" />\r\n\t\t<Execution "
      "ProcessID=\"0\" ThreadID=\"{}\" ProcessorID=\"{}\" />\r\n\t</System>\r\n"
      "\t<EventData>\r\n{}\t</EventData>\r\n\t<RenderingInfo Culture=\"de-DE\">\r\n"
      "\t\t<Task>{}</Task>\r\n\t</RenderingInfo>\r\n</Event>\r\n",
      line.text("Provider"), line.clock(), line.thread(), line.number("Cpu"), data,
      line.text("Event"));
}

inline std::string csv_row(const SampleLine& line) {
  std::string row = fmt::format(
      "{:>12},{:>30},          0,          0,         11,          4,          0,        "
      "  "
      "0, 0x0000000000000001, 0x00000000, 0x{:08X}, {:>20},             ,              , "
      "{:>20},          0,          0",
      line.text("Provider"), line.text("Event"), line.thread(), line.number("Cpu"),
      (static_cast<std::uint64_t>(kCarrierTime) / 100 + line.number("Time")) +
          116'444'736'000'000'000);
  for (const std::string_view name : kCarrierFields) {
    const std::string value = line.text(name);
    const bool quoted = !value.empty() && value.find_first_not_of("0123456789") == 0;
    row += fmt::format(fmt::runtime(quoted ? ", \"{}\"" : ", {:>8}"), value);
  }
  return row + ", " + line.text("Count") + "\r\n";
}

inline std::string json_payload(const SampleLine& line) {
  std::string members;
  const auto add = [&](std::string_view name) {
    const std::string value = line.text(name);
    if (!value.empty()) members += fmt::format(",\"{}\":\"{}\"", name, value);
  };
  for (const std::string_view name : kCarrierFields) add(name);
  add("Count");
  return members.empty() ? "" : members.substr(1);
}

inline std::string tool_event(const SampleLine& line) {
  const std::string thread =
      line.text("ThreadId").empty() ? "" : fmt::format("\"ThreadID\":{},", line.thread());
  return fmt::format(
      "{{\"ProviderName\":\"{}\",\"EventName\":\"{}\",\"TimeStamp\":\"2026-01-31T{}Z\","
      "{}\"ProcessID\":0,\"ProcessorNumber\":{},\"XmlEventData\":{{{}}}}}",
      line.text("Provider"), line.text("Event"), line.clock(), thread, line.number("Cpu"),
      json_payload(line));
}

inline std::string text_line(const SampleLine& line) {
  const std::string payload = json_payload(line);
  return fmt::format(
      "[{}]0000.{:04X}::2026-01-31 {} [{}]{{{}{}\"meta\":{{\"event\":\"{}\",\"provider\":"
      "\"{}\"}}}}\r\n",
      line.number("Cpu"), line.thread(), line.clock(), line.text("Provider"), payload,
      payload.empty() ? "" : ",", line.text("Event"), line.text("Provider"));
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

inline Carriers carriers_of(const std::string& jsonl) {
  Carriers carriers;
  std::istringstream in(jsonl);
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text[0] == '#') continue;
    SampleLine line;
    if (!line.document.parse(text)) throw std::runtime_error(text);
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

inline Mapping csv_mapping() {
  std::string names;
  for (const std::string_view name : kCarrierFields)
    names += fmt::format("\"{}\",", name);
  auto mapping = Mapping::parse(
      "{\"mapping\":1,\"rules\":[{\"when\":{\"provider\":{"
      "\"matches\":\".*\"}},\"columns\":[" +
          names + "\"Count\"]}]}",
      "m");
  if (!mapping) throw std::runtime_error(mapping.error().what);
  return *mapping;
}

}  // namespace condis
