#include "checker/event_json.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "checker/printable.h"

namespace condis {
namespace {

// Appends `"Name":value` pairs to one object.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) { out_ += '{'; }
  ~Line() { out_ += "}\n"; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void raw(std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(out_), "{}\"{}\":{}", first_ ? "" : ",", name,
                   value);
    first_ = false;
  }
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) raw(name, json_string(value));
  }
  template <class Number>
  void number(std::string_view name, Number value) {
    raw(name, fmt::format("{}", value));
  }
  void hex(std::string_view name, std::uint64_t value) {
    raw(name, fmt::format("\"{:#x}\"", value));
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void append_key(std::string& out, std::string_view name) {
  append_json_string(out, name);
  out += ':';
}

// Appends the value at `index`, returns the index behind it.
std::size_t append_value(std::span<const DecodedField> fields, std::size_t index,
                         std::string& out) {
  const DecodedField& field = fields[index];
  const std::size_t end = index + 1 + field.extent;
  std::string scratch;
  switch (field.kind) {
    case ValueKind::None: out += "null"; return end;
    case ValueKind::Array:
    case ValueKind::Struct: {
      const bool is_struct = field.kind == ValueKind::Struct;
      out += is_struct ? '{' : '[';
      for (std::size_t i = index + 1; i < end;) {
        if (i != index + 1) out += ',';
        if (is_struct) append_key(out, fields[i].name);
        i = append_value(fields, i, out);
      }
      out += is_struct ? '}' : ']';
      return end;
    }
    case ValueKind::Real:
      // JSON has no word for the others.
      out += std::isfinite(field.real) ? fmt::format("{}", field.real) : "null";
      return end;
    case ValueKind::Text:
    case ValueKind::Bytes: break;
    case ValueKind::Boolean: out += value_text(field, scratch); return end;
    case ValueKind::Unsigned:
    case ValueKind::Signed:
      if (!field.text.empty()) {
        append_json_string(out, field.text);
        return end;
      }
      if (field.format == ValueFormat::Plain) {
        out += value_text(field, scratch);
        return end;
      }
      break;
  }
  append_json_string(out, value_text(field, scratch));
  return end;
}

}  // namespace

void append_record_line(const Record& record, const Reader& reader, std::string& out) {
  append_record_line(record, reader.provider(record.provider),
                     record.source == 0 ? SourceLocation{} : reader.source(record.source),
                     out);
}

void append_record_line(const Record& record, std::string_view provider,
                        const SourceLocation& source, std::string& out) {
  Line line(out);
  line.text("Event", name_of(record.function, record.spelling));
  line.text("Phase", word_of(record.phase));
  if (record.has(Field::Time)) line.number("Time", record.time);
  if (record.has(Field::Cpu)) line.number("Cpu", record.cpu);
  if (record.has(Field::ThreadId)) line.number("ThreadId", record.thread_id);
  if (record.process_id != 0) line.number("ProcessId", record.process_id);
  line.text("Provider", provider);
  if (record.has(Field::CallId)) line.number("CallId", record.call_id);
  if (record.has(Field::Seq)) line.number("Seq", record.seq);
  if (record.has(Field::Irql)) line.number("Irql", record.irql);
  if (record.has(Field::VcHandle)) line.hex("VcHandle", record.vc_handle);
  if (record.has(Field::VcContext)) line.hex("VcContext", record.vc_context);
  if (record.has(Field::PartyHandle)) line.hex("PartyHandle", record.party_handle);
  if (record.has(Field::PartyContext)) line.hex("PartyContext", record.party_context);
  if (record.has(Field::Status)) line.text("Status", name_of_status(record.status));
  if (record.has(Field::Flags)) line.hex("Flags", record.flags);
  if (record.has(Field::HasData)) line.raw("HasData", record.has_data ? "true" : "false");
  if (record.has(Field::DataSize)) line.number("DataSize", record.data_size);
  line.text("File", source.file);
  if (source.line != 0) line.number("Line", source.line);
  line.text("Func", source.function);
  line.text("Role", word_of(record.role));
  if (record.close_data != Support::Unknown) {
    line.text("CloseData", word_of(record.close_data));
  }
  line.text("State", word_of(record.state));
  if (record.has(Field::Count)) line.number("Count", record.count);
}

void append_event_line(const DecodedEvent& event, std::string& out) {
  Line line(out);
  line.text("Event", event.name);
  if (event.time) line.number("Time", *event.time);
  if (event.cpu) line.number("Cpu", *event.cpu);
  if (event.thread_id) line.number("ThreadId", *event.thread_id);
  if (event.process_id) line.number("ProcessId", *event.process_id);
  line.text("Provider", event.provider);
  line.number("Id", event.id);
  line.number("Level", event.level);
  line.number("Opcode", event.opcode);
  line.hex("Keyword", event.keyword);
  line.text("Message", event.message);
  if (event.fields.empty()) {
    return;
  }
  std::string fields = "{";
  for (std::size_t i = 0; i < event.fields.size();) {
    if (i != 0) fields += ',';
    append_key(fields, event.fields[i].name);
    i = append_value(event.fields, i, fields);
  }
  line.raw("Fields", fields + '}');
}

}  // namespace condis
