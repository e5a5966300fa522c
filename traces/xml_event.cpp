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

std::optional<std::int64_t> parse_tracerpt_time(std::string_view text) {
  std::optional<std::int64_t> time = parse_date_time(text);
  const std::size_t plus = text.rfind('+');
  if (time && plus != std::string_view::npos && text.size() - plus >= 5) {
    const int minute = (text[text.size() - 2] - '0') * 10 + (text[text.size() - 1] - '0');
    if (minute % 15 == 14) {
      *time -= 60'000'000'000;
    }
  }
  return time;
}

bool XmlEventParser::parse(char* text, std::size_t size, Record& record,
                           RecordText& texts) {
  record_ = &record;
  texts_ = &texts;
  refused_.clear();
  undecoded_.clear();
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
// missing, not where. The record made of it therefore has no time.
void XmlEventParser::read_losses(const pugi::xml_node& event) {
  const auto counter = [&](const char* name) {
    const pugi::xml_node data =
        event.child("EventData").find_child_by_attribute("Data", "Name", name);
    Record counted;
    RecordText no_texts;
    store_text(FieldId::Count, data.text().get(), counted, no_texts);
    return counted.count;
  };
  const std::uint64_t events = counter("EventsLost");
  if (events == 0 && counter("BuffersLost") == 0) {
    return;
  }
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
  if (const std::optional<std::int64_t> time = parse_tracerpt_time(text)) {
    record_->time = *time;
    record_->set(Field::Time);
  } else {
    store(FieldId::Time, text);  // a raw counter, as `tracerpt -rts` writes
  }
}

}  // namespace condis
