#include "traces/event_schemas.h"

#include <algorithm>

#include "traces/etl_format.h"

namespace condis {
namespace {

constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
constexpr std::size_t kLongestName = 1024;  // bytes of UTF-16
constexpr std::size_t kLongestManifest = 8 * 1024 * 1024;
// Types of the events that carry schemas.
constexpr std::uint8_t kEventInfo = 32;
constexpr std::uint8_t kMapInfo = 33;
constexpr std::uint16_t kManifestChunk = 0xFFFE;

// Fields of a description with offsets from its beginning; 0 where it is too short.
class Description {
 public:
  explicit Description(std::string_view bytes) : bytes_(bytes) {}

  template <class Number>
  Number number(std::size_t at) const {
    return at + sizeof(Number) <= bytes_.size() ? load<Number>(bytes_.data() + at)
                                                : Number{};
  }

  // The text whose offset stands at `at`; 0 stands for none.
  std::string text(std::size_t at) const {
    const std::size_t offset = number<std::uint32_t>(at);
    std::string utf8;
    if (offset != 0 && offset < bytes_.size()) {
      append_utf8(utf16_until_zero(bytes_.substr(offset, kLongestName)), utf8);
    }
    // Some texts have a blank behind them that nobody shows.
    while (utf8.ends_with(' ')) utf8.pop_back();
    return utf8;
  }

 private:
  std::string_view bytes_;
};

// The properties of an event's description, which refer to one another by their index.
class Properties {
 public:
  Properties(const Description& description, std::size_t count, EventSchema& schema)
      : description_(description), place_(count, kNowhere), schema_(schema) {}

  bool append_all(std::size_t first, std::size_t count, int depth) {
    for (std::size_t i = first; i < first + count; ++i) {
      if (!append(i, depth)) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kFirst = 0x70;
  static constexpr std::size_t kSize = 24;
  static constexpr std::uint16_t kNowhere = 0xFFFF;
  static constexpr int kDeepest = 8;
  enum Flag : std::uint32_t {
    kStruct = 1,
    kLengthOfField = 2,
    kCountOfField = 4,
    kFixedCount = 0x20,
  };

  // Members come behind their struct, wherever the description has them.
  bool append(std::size_t index, int depth) {
    if (index >= place_.size() || place_[index] != kNowhere || depth > kDeepest) {
      return false;
    }
    const std::size_t at = kFirst + kSize * index;
    const auto flags = description_.number<std::uint32_t>(at);
    place_[index] = static_cast<std::uint16_t>(schema_.fields.size());
    FieldSchema field;
    field.name = description_.text(at + 4);
    field.id = find_field(field.name);
    const auto count = description_.number<std::uint16_t>(at + 16);
    const auto length = description_.number<std::uint16_t>(at + 18);
    if ((flags & kCountOfField) != 0) {
      field.count_kind = FieldSchema::Count::OfField;
      if (!find_place(count, field.count)) return false;
    } else if (count > 1 || (flags & kFixedCount) != 0) {
      field.count_kind = FieldSchema::Count::Fixed;
      field.count = count;
    }
    if ((flags & kStruct) != 0) {
      const std::size_t first = description_.number<std::uint16_t>(at + 8);
      field.in = InType::Struct;
      field.members = description_.number<std::uint16_t>(at + 10);
      const std::size_t members = field.members;
      schema_.fields.push_back(std::move(field));
      return append_all(first, members, depth + 1);
    }
    field.in = in_type(description_.number<std::uint16_t>(at + 8));
    field.out = static_cast<OutType>(description_.number<std::uint16_t>(at + 10) & 0xFF);
    field.names_id = description_.text(at + 12);
    if ((flags & kLengthOfField) != 0) {
      field.length_kind = FieldSchema::Length::OfField;
      if (!find_place(length, field.length)) return false;
    } else if (length != 0) {
      field.length_kind = FieldSchema::Length::Fixed;
      field.length = length;
    }
    schema_.fields.push_back(std::move(field));
    return true;
  }

  bool find_place(std::size_t index, std::uint16_t& place) const {
    if (index >= place_.size() || place_[index] == kNowhere) return false;
    place = place_[index];
    return true;
  }

  // Types of classic events stand above those that all schemas have.
  static InType in_type(std::uint16_t type) {
    constexpr std::uint16_t kCountedString = 0x12C;
    constexpr std::uint16_t kCountedAnsi = 0x12D;
    if (type == kCountedString) return InType::CountedUtf16;
    if (type == kCountedAnsi) return InType::CountedAnsi;
    // 24 means a struct only in TraceLogging.
    constexpr auto kNoType = static_cast<InType>(0xFF);
    return type == 24 || type > 25 ? kNoType : static_cast<InType>(type);
  }

  const Description& description_;
  std::vector<std::uint16_t> place_;  // of each property among the fields
  EventSchema& schema_;
};

std::size_t size_of(const EventSchema& schema) {
  std::size_t size = sizeof(schema) + schema.message.size();
  for (const FieldSchema& field : schema.fields) {
    size += sizeof(field) + field.name.size() + field.names_id.size();
  }
  return size;
}

}  // namespace

bool EventSchemas::learn(const EtlEvent& event, const EtlHeader& header) {
  if (is_classic(event.kind)) {
    if (*header.provider != kEventMetadata) {
      return false;
    }
    if (header.opcode == kEventInfo) {
      learn_event(header.payload);
    } else if (header.opcode == kMapInfo) {
      learn_map(header.payload);
    }
    return true;
  }
  if (is_manifest(event.kind) && *header.id == kManifestChunk &&
      header.task == kManifestChunk && header.opcode == 0xFE &&
      header.tracelogging.empty()) {
    learn_chunk(header);
    return true;
  }
  return false;
}

void EventSchemas::learn_event(std::string_view info) {
  constexpr std::size_t kHead = 0x70;
  constexpr std::size_t kProperty = 24;
  if (info.size() < kHead) {
    ++left_out_;
    return;
  }
  const Description description(info);
  const std::size_t count = description.number<std::uint32_t>(0x64);
  const std::size_t top_level = description.number<std::uint32_t>(0x68);
  EventSchema schema;
  schema.provider_name = description.text(0x34);
  schema.task_name = description.text(0x44);
  schema.opcode_name = description.text(0x48);
  schema.message = description.text(0x4C);
  schema.event_name = description.text(0x5C);
  const bool fits = count <= (info.size() - kHead) / kProperty && top_level <= count;
  if (!fits || !Properties(description, count, schema).append_all(0, top_level, 0) ||
      !find_extents(schema.fields) || !spend(size_of(schema))) {
    ++left_out_;
    return;
  }
  const Key key{load_guid(info.data()), description.number<std::uint16_t>(0x20),
                description.number<std::uint8_t>(0x22)};
  // What was added on merging goes before what a provider says of itself; but the latter
  // may have a name for the event.
  EventSchema& kept = schemas_[key];
  if (schema.event_name.empty() && kept.origin == EventSchema::Origin::EventSource) {
    schema.event_name = kept.task_name;
  }
  kept = std::move(schema);
}

void EventSchemas::learn_map(std::string_view payload) {
  constexpr std::size_t kHead = sizeof(Guid) + 16;
  if (payload.size() < kHead) {
    ++left_out_;
    return;
  }
  const Description description(payload.substr(sizeof(Guid)));
  const std::size_t count = std::min<std::size_t>(description.number<std::uint32_t>(8),
                                                  (payload.size() - kHead) / 8);
  ValueNames names;
  for (std::size_t i = 0; i < count; ++i) {
    names.emplace(description.number<std::uint32_t>(16 + 8 * i + 4),
                  description.text(16 + 8 * i));
  }
  if (spend((count + 1) * 128)) {
    names_.emplace(std::pair(load_guid(payload.data()), description.text(0)),
                   std::move(names));
  } else {
    ++left_out_;
  }
}

// Format, version and a mark, then how many chunks there are and which this one is.
void EventSchemas::learn_chunk(const EtlHeader& header) {
  constexpr std::size_t kHead = 8;
  constexpr char kFormat = 1;
  constexpr char kMark = 0x5B;
  const std::string_view payload = header.payload;
  if (payload.size() < kHead || payload[0] != kFormat || payload[3] != kMark) {
    ++left_out_;
    return;
  }
  const auto chunks = load<std::uint16_t>(payload.data() + 4);
  const auto index = load<std::uint16_t>(payload.data() + 6);
  const std::string_view text = payload.substr(kHead);
  Manifest& manifest = manifests_[{*header.provider, *header.process_id}];
  if (index == 0) {
    manifest = {chunks, 0, ""};
  }
  if (index != manifest.next || chunks != manifest.chunks ||
      manifest.text.size() + text.size() > kLongestManifest || !spend(text.size())) {
    ++left_out_;
    return;
  }
  manifest.text += text;
  ++manifest.next;
  if (manifest.next == manifest.chunks) {
    learn_manifest(manifest.text);
    manifests_.erase({*header.provider, *header.process_id});
  }
}

void EventSchemas::learn_manifest(std::string_view xml) {
  ParsedManifest parsed = parse_manifest(xml);
  left_out_ += parsed.events.empty() ? 1 : 0;
  for (ManifestEvent& event : parsed.events) {
    if (!spend(size_of(event.schema))) {
      ++left_out_;
      continue;
    }
    const auto [place, added] = schemas_.try_emplace(
        Key{event.provider, event.id, event.version}, std::move(event.schema));
    if (!added && place->second.event_name.empty()) {
      place->second.event_name = event.schema.task_name;
    }
  }
  names_.merge(parsed.names);
}

bool EventSchemas::spend(std::size_t bytes) {
  if (bytes > kMostBytes - spent_) {
    return false;
  }
  spent_ += bytes;
  return true;
}

void EventSchemas::finish() {
  left_out_ += manifests_.size();
  manifests_.clear();
  for (auto& [key, schema] : schemas_) {
    for (FieldSchema& field : schema.fields) {
      if (field.names_id.empty()) continue;
      const auto found = names_.find({key.provider, field.names_id});
      field.names = found == names_.end() ? nullptr : &found->second;
    }
  }
}

const EventSchema* EventSchemas::find(const Guid& provider, std::uint16_t id,
                                      std::uint8_t version) const {
  const auto found = schemas_.find({provider, id, version});
  return found == schemas_.end() ? nullptr : &found->second;
}

}  // namespace condis
