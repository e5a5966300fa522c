#include "traces/xml_event.h"

#include <fmt/format.h>

namespace condis {
namespace {

constexpr unsigned kParseFlags =
    pugi::parse_escapes | pugi::parse_cdata | pugi::parse_embed_pcdata;
// The kernel's event that describes the recording itself, with its counters of losses.
constexpr std::string_view kRecordingGuid = "{68fdd900-4a3e-11d1-84f4-0000f80464e3}";
// What tracerpt prints for an event whose header has no process and thread.
constexpr std::uint32_t kNoId = 0xFFFFFFFF;

std::string_view text_of(const pugi::xml_node& node) {
  return trimmed(node.text().get());
}

std::string_view attribute(const pugi::xml_node& node, const char* name) {
  return trimmed(node.attribute(name).value());
}

bool is_documented(std::string_view name) {
  return find_function(name).function != Function::Unknown;
}

}  // namespace

bool XmlEventParser::parse(char* text, std::size_t size, Record& record,
                           RecordText& texts) {
  record_ = &record;
  texts_ = &texts;
  refused_.clear();
  undecoded_.clear();
  tells_losses_ = false;
  const pugi::xml_parse_result result =
      document_.load_buffer_inplace(text, size, kParseFlags, pugi::encoding_utf8);
  if (!result) {
    fault_ = result.description();
    return false;
  }
  const pugi::xml_node event = document_.first_child();
  Names names;
  for (const pugi::xml_node& child : event.children()) {
    const std::string_view name = child.name();
    if (name == "System") {
      read_system(child);
    } else if (name == "EventData") {
      read_event_data(child, names);
    } else if (name == "BinaryEventData") {
      undecoded_ = "bytes without a schema";
    } else if (name == "ProcessingErrorData") {
      undecoded_ = fmt::format("error {}", text_of(child.child("ErrorCode")));
    } else if (name == "RenderingInfo") {
      names.task = text_of(child.child("Task"));
      names.event_name = text_of(child.child("EventName"));
    } else if (name == "ExtendedTracingInfo" &&
               text_of(child.child("EventGuid")) == kRecordingGuid) {
      read_losses(event);
    }
  }
  if (record.function != Function::EventsLost) {
    choose_name(names, event);
  }
  return true;
}

const DecodedEvent& XmlEventParser::decoded() {
  const pugi::xml_node event = document_.first_child();
  decoded_ = DecodedEvent();
  decoded_.number = record_->number;
  fields_.clear();
  for (const pugi::xml_node& child : event.children()) {
    const std::string_view name = child.name();
    if (name == "System") {
      decode_header(child);
    } else if (name == "EventData" || name == "UserData") {
      decode_payload(child);
    } else if (name == "Data") {
      decoded_.message = text_of(child);  // of an event that is one string
    } else if (name == "DebugData") {
      decode_debug_data(child);
    }
  }
  decoded_.name = texts_->event;
  decoded_.provider = texts_->provider;
  if (record_->has(Field::Time)) decoded_.time = record_->time;
  if (record_->has(Field::Cpu)) decoded_.cpu = record_->cpu;
  if (record_->has(Field::ThreadId)) decoded_.thread_id = record_->thread_id;
  decoded_.process_id = record_->process_id;
  if (fields_.size() == 1 && fields_[0].name.empty()) decoded_.message = fields_[0].text;
  decoded_.fields = fields_;
  return decoded_;
}

void XmlEventParser::decode_header(const pugi::xml_node& system) {
  const auto number = [&](const char* name) {
    return system.child(name).text().as_uint();
  };
  decoded_.provider_id = parse_guid(attribute(system.child("Provider"), "Guid"));
  decoded_.id = static_cast<std::uint16_t>(number("EventID"));
  decoded_.version = static_cast<std::uint8_t>(number("Version"));
  decoded_.level = static_cast<std::uint8_t>(number("Level"));
  decoded_.task = static_cast<std::uint16_t>(number("Task"));
  decoded_.opcode = static_cast<std::uint8_t>(number("Opcode"));
  decoded_.keyword = system.child("Keywords").text().as_ullong();
}

void XmlEventParser::decode_payload(const pugi::xml_node& payload) {
  for (const pugi::xml_node& child : payload.children()) {
    const std::string_view name = child.name();
    if (name == "Data") {
      add_field(attribute(child, "Name"), text_of(child));
    } else if (child.first_child().type() == pugi::node_element) {
      decode_payload(child);
    } else if (child.type() == pugi::node_element) {
      add_field(name, text_of(child));
    }
  }
}

void XmlEventParser::decode_debug_data(const pugi::xml_node& debug_data) {
  for (const pugi::xml_node& child : debug_data.children()) {
    if (std::string_view(child.name()) == "Message") {
      decoded_.message = text_of(child);
    } else {
      add_field(child.name(), text_of(child));
    }
  }
}

void XmlEventParser::add_field(std::string_view name, std::string_view text) {
  DecodedField& field = fields_.emplace_back();
  field.name = name;
  field.id = find_field(name);
  field.kind = text.empty() ? ValueKind::None : ValueKind::Text;
  field.text = text;
}

void XmlEventParser::read_system(const pugi::xml_node& system) {
  for (const pugi::xml_node& child : system.children()) {
    const std::string_view name = child.name();
    if (name == "Provider") {
      texts_->provider = attribute(child, "Name");
      if (texts_->provider.empty()) {
        texts_->provider = attribute(child, "Guid");
      }
    } else if (name == "TimeCreated") {
      store_time(attribute(child, "SystemTime"));
    } else if (name == "Execution") {
      store(FieldId::ProcessId, attribute(child, "ProcessID"));
      store(FieldId::ThreadId, attribute(child, "ThreadID"));
      store(FieldId::Cpu, attribute(child, "ProcessorID"));
      if (record_->process_id == kNoId) {
        record_->process_id = 0;
      }
      if (record_->thread_id == kNoId) {
        record_->thread_id = 0;
        record_->fields &= ~static_cast<std::uint32_t>(Field::ThreadId);
      }
    }
  }
}

void XmlEventParser::read_event_data(const pugi::xml_node& event_data, Names& names) {
  names.event_data = attribute(event_data, "Name");
  for (const pugi::xml_node& data : event_data.children()) {
    const FieldId field = find_field(attribute(data, "Name"));
    switch (field) {
      case FieldId::Event: names.data = text_of(data); break;
      case FieldId::Time:
      case FieldId::Cpu:
      case FieldId::ThreadId:
      case FieldId::ProcessId:
      case FieldId::Provider:
      case FieldId::Unknown: break;  // the event's header has them
      default: store(field, text_of(data));
    }
  }
}

// tracerpt keeps the number of lost events in the first event only: it says that some are
// missing, not where.
void XmlEventParser::read_losses(const pugi::xml_node& event) {
  const auto counter = [&](const char* name) {
    const pugi::xml_node data =
        event.child("EventData").find_child_by_attribute("Data", "Name", name);
    Record counted;
    RecordText no_texts;
    store_text(FieldId::Count, data.text().get(), counted, no_texts);
    return counted.count;
  };
  clock_.set_frequency(counter("PerfFreq"));
  const std::uint64_t events = counter("EventsLost");
  if (events == 0 && counter("BuffersLost") == 0) {
    return;
  }
  tells_losses_ = true;
  const std::uint64_t number = record_->number;
  *record_ = Record{};
  record_->number = number;
  record_->function = Function::EventsLost;
  record_->count = events;
  record_->set(Field::Count);
}

void XmlEventParser::choose_name(const Names& names, const pugi::xml_node& event) {
  std::string_view chosen;
  for (const std::string_view name :
       {names.task, names.event_data, names.data, names.event_name}) {
    if (is_documented(name)) {
      chosen = name;
      break;
    }
    chosen = chosen.empty() ? name : chosen;
  }
  if (chosen.empty()) {
    made_up_name_ = fmt::format("{}/{}", texts_->provider,
                                text_of(event.child("System").child("EventID")));
    chosen = made_up_name_;
  }
  store_text(FieldId::Event, chosen, *record_, *texts_);
}

void XmlEventParser::store(FieldId field, std::string_view text) {
  if (!text.empty() && !store_text(field, text, *record_, *texts_)) {
    refused_.add(field, text);
  }
}

void XmlEventParser::store_time(std::string_view text) {
  std::optional<std::int64_t> time = parse_tracerpt_time(text);
  if (!time) {
    // A counter, as `tracerpt -rts` writes.
    Record counter;
    RecordText no_texts;
    if (store_text(FieldId::Seq, text, counter, no_texts))
      time = clock_.time_of(counter.seq);
  }
  if (time) {
    record_->time = *time;
    record_->set(Field::Time);
  } else if (!text.empty()) {
    refused_.add(FieldId::Time, text);
  }
}

}  // namespace condis
