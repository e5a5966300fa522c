#include "traces/json_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "traces/tracerpt_time.h"

namespace condis {
namespace {

using Kind = JsonValue::Kind;

// Lower case, without underscores.
std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c != '_') result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return result;
}

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 3> kHeaders = {"header", "system", "meta"};
constexpr std::array<std::string_view, 6> kPayloads = {
    "properties", "xmleventdata", "eventdata", "userdata", "payload", "attributes"};
// OpenTelemetry has the header's parts among the payload, and marks them.
constexpr std::string_view kHeaderMark = "etw.";
// Parts of a header that are objects themselves.
constexpr std::array<std::string_view, 5> kHeaderParts = {"provider", "execution",
                                                          "timecreated", "task", "event"};
// What tools add of their own accord, or say a second time.
constexpr std::array<std::string_view, 6> kIgnored = {
    "propertytypes", "stacktrace", "stacks", "yaramatch", "extendeddata", "correlation"};

template <class Number>
void take_number(const JsonValue& value, std::optional<Number>& to) {
  Record record;
  RecordText no_texts;
  if (store_text(FieldId::Seq, value.text, record, no_texts) &&
      record.seq <= std::numeric_limits<Number>::max()) {
    to = static_cast<Number>(record.seq);
  }
}

}  // namespace

bool JsonEvent::decode(const JsonValue& object, std::uint64_t number) {
  event_ = DecodedEvent();
  event_.number = number;
  fields_.clear();
  names_.assign(3, {});
  repeated_.clear();
  refused_time_.clear();
  has_header_ = std::any_of(object.members.begin(), object.members.end(),
                            [](const JsonMember& member) {
                              return member.value.kind == Kind::Object &&
                                     is_one_of(plain(member.name), kHeaders);
                            });
  walk(object, Place::Top, "");
  const bool named = std::any_of(names_.begin(), names_.end(),
                                 [](std::string_view name) { return !name.empty(); });
  if (!named && event_.provider.empty() && !event_.provider_id) return false;
  if (event_.provider.empty() && event_.provider_id) {
    provider_ = format_guid(*event_.provider_id);
    event_.provider = provider_;
  }
  for (const std::string_view name : names_) {
    if (find_function(name).function != Function::Unknown) {
      event_.name = name;
      break;
    }
    if (event_.name.empty()) event_.name = name;
  }
  if (event_.name.empty()) {
    name_ = fmt::format("{}/{}", event_.provider, event_.id);
    event_.name = name_;
  }
  event_.fields = fields_;
  return true;
}

void JsonEvent::walk(const JsonValue& object, Place place, std::string_view within) {
  for (auto member = object.members.begin(); member != object.members.end(); ++member) {
    const JsonValue& value = member->value;
    const std::string name = plain(member->name);
    const bool seen = std::any_of(
        object.members.begin(), member,
        [&](const JsonMember& earlier) { return earlier.name == member->name; });
    if (seen && repeated_.empty()) repeated_ = member->name;
    const bool container = value.kind == Kind::Object;
    if (place == Place::Payload) {
      add_attribute(member->name, value);
    } else if (is_one_of(name, kIgnored)) {
      continue;
    } else if (place == Place::Top && is_one_of(name, kPayloads)) {
      container ? walk(value, Place::Payload, "") : take_list(value, member->name);
    } else if (container && place == Place::Top && is_one_of(name, kHeaders)) {
      walk(value, Place::Header, "");
    } else if (container && is_one_of(name, kHeaderParts)) {
      walk(value, name == "event" ? place : Place::Header, name == "event" ? "" : name);
    } else if ((place == Place::Top && has_header_) ||
               !take_header(std::string(within) + name, value)) {
      if (place == Place::Top) add_field(member->name, value);
    }
  }
}

// False if the header has no such part. Parts of parts go by both names, one after the
// other.
bool JsonEvent::take_header(std::string_view name, const JsonValue& value) {
  const auto is = [name](auto... names) { return ((name == names) || ...); };
  if (value.kind == Kind::Object || value.kind == Kind::Array) return false;
  const bool is_text = value.kind == Kind::String;
  if (is_text && is("provider", "providername")) {
    event_.provider = value.text;
  } else if (is("providerguid", "providerid", "guid")) {
    event_.provider_id = parse_guid(value.text);
  } else if (is_text && is("eventname", "name", "event")) {
    names_[0] = value.text;
  } else if (is_text && is("taskname")) {
    names_[1] = value.text;
  } else if (is_text && is("task")) {
    names_[2] = value.text;
  } else if (is("eventid", "id")) {
    std::optional<std::uint16_t> id;
    take_number(value, id);
    event_.id = id.value_or(0);
  } else if (is("threadid", "tid", "executionthreadid")) {
    take_number(value, event_.thread_id);
  } else if (is("processid", "pid", "executionprocessid")) {
    take_number(value, event_.process_id);
  } else if (is("processornumber", "processorid", "cpu", "executionprocessorid")) {
    take_number(value, event_.cpu);
  } else if (is("timestamp", "time", "timeunixnano", "timecreatedsystemtime")) {
    take_time(value);
  } else {
    return false;
  }
  return true;
}

// A date and time, a FILETIME, or nanoseconds.
void JsonEvent::take_time(const JsonValue& value) {
  constexpr std::uint64_t kFirstFileTime = 116'444'736'000'000'000;  // 1970
  constexpr std::uint64_t kFirstNanoseconds =
      946'684'800'000'000'000;  // 2000, since 1970
  Record record;
  RecordText no_texts;
  if (!store_text(FieldId::Time, value.text, record, no_texts)) {
    refused_time_ = value.text;
    return;
  }
  const auto number = static_cast<std::uint64_t>(record.time);
  const bool is_number = value.text.find_first_not_of("0123456789") == std::string::npos;
  event_.time = is_number && number >= kFirstFileTime && number < kFirstNanoseconds
                    ? TracerptClock().time_of(number)
                    : std::optional<std::int64_t>(record.time);
}

// [{"Name": ..., "Value": ...}, ...], [{"key": ..., "value": {type: ...}}, ...], or
// [{name: value, ...}, ...].
void JsonEvent::take_list(const JsonValue& list, std::string_view name) {
  if (list.kind != Kind::Array) {
    add_field(name, list);
    return;
  }
  for (const JsonValue& item : list.items) {
    const JsonValue* const name_of_it = item.find("Name");
    const JsonValue* const key = name_of_it != nullptr ? name_of_it : item.find("key");
    const JsonValue* const typed = item.find("value");
    const JsonValue* const value = typed != nullptr ? typed : item.find("Value");
    if (key != nullptr && value != nullptr && item.members.size() == 2) {
      // {"intValue": "7"}
      const bool wrapped = value == typed && value->members.size() == 1;
      add_attribute(key->text, wrapped ? value->members[0].value : *value);
    } else {
      walk(item, Place::Payload, "");
    }
  }
}

void JsonEvent::add_attribute(std::string_view name, const JsonValue& value) {
  const bool marked = name.starts_with(kHeaderMark);
  if (!marked || !take_header(plain(name.substr(kHeaderMark.size())), value)) {
    add_field(name, value);
  }
}

// Members of an object and elements of a list become fields of their own.
void JsonEvent::add_field(std::string_view name, const JsonValue& value) {
  if (value.kind == Kind::Object) {
    walk(value, Place::Payload, "");
    return;
  }
  if (value.kind == Kind::Array) {
    for (const JsonValue& item : value.items) add_field(name, item);
    return;
  }
  DecodedField& field = fields_.emplace_back();
  field.name = name;
  field.id = find_field(name);
  field.kind = value.kind == Kind::Null ? ValueKind::None : ValueKind::Text;
  field.text = value.text;
}

}  // namespace condis
