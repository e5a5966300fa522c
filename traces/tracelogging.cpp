#include "traces/tracelogging.h"

#include <algorithm>

#include "traces/etl_format.h"

namespace condis {
namespace {

constexpr std::uint8_t kTypeBits = 0x1F;
constexpr std::uint8_t kCountBits = 0x60;
constexpr std::uint8_t kFixedCount = 0x20;
constexpr std::uint8_t kPrefixedCount = 0x40;
constexpr std::uint8_t kFurther = 0x80;  // another byte of the same field follows
constexpr std::size_t kMostFields = 4096;

// Takes the metadata apart from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view rest) : rest_(rest) {}

  bool done() const { return rest_.empty(); }

  bool byte(std::uint8_t& to) {
    if (rest_.empty()) return false;
    to = static_cast<std::uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return true;
  }

  bool number(std::uint16_t& to) {
    if (rest_.size() < 2) return false;
    to = load<std::uint16_t>(rest_.data());
    rest_.remove_prefix(2);
    return true;
  }

  bool skip(std::size_t size) {
    if (rest_.size() < size) return false;
    rest_.remove_prefix(size);
    return true;
  }

  bool name(std::string& to) {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) return false;
    to = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }

  // Seven bits a byte; they mean nothing to us.
  bool tags() {
    std::uint8_t last = kFurther;
    while ((last & kFurther) != 0) {
      if (!byte(last)) return false;
    }
    return true;
  }

 private:
  std::string_view rest_;
};

bool parse_field(Scanner& scanner, FieldSchema& field) {
  std::uint8_t in = 0;
  std::uint8_t out = 0;
  if (!scanner.name(field.name) || !scanner.byte(in)) {
    return false;
  }
  if ((in & kFurther) != 0) {
    if (!scanner.byte(out) || ((out & kFurther) != 0 && !scanner.tags())) {
      return false;
    }
    out &= static_cast<std::uint8_t>(~kFurther);
  }
  field.id = find_field(field.name);
  field.in = static_cast<InType>(in & kTypeBits);
  if (field.in == InType::Struct) {
    field.members = out;
  } else {
    field.out = static_cast<OutType>(out);
  }
  switch (in & kCountBits) {
    case 0: return true;
    case kFixedCount:
      field.count_kind = FieldSchema::Count::Fixed;
      return scanner.number(field.count);
    case kPrefixedCount: field.count_kind = FieldSchema::Count::Prefixed; return true;
    default: {
      std::uint16_t size = 0;
      field.count_kind = FieldSchema::Count::Custom;
      return scanner.number(size) && scanner.skip(size);
    }
  }
}

}  // namespace

std::optional<EventSchema> parse_tracelogging(std::string_view metadata) {
  if (metadata.size() < 2) {
    return std::nullopt;
  }
  const std::size_t size = load<std::uint16_t>(metadata.data());
  if (size < 2 || size > metadata.size()) {
    return std::nullopt;
  }
  Scanner scanner(metadata.substr(2, size - 2));
  EventSchema schema;
  schema.origin = EventSchema::Origin::TraceLogging;
  if (!scanner.tags() || !scanner.name(schema.event_name)) {
    return std::nullopt;
  }
  while (!scanner.done()) {
    if (schema.fields.size() == kMostFields ||
        !parse_field(scanner, schema.fields.emplace_back())) {
      return std::nullopt;
    }
  }
  return find_extents(schema.fields) ? std::optional(std::move(schema)) : std::nullopt;
}

std::string_view provider_name_of_traits(std::string_view traits) {
  if (traits.size() < 2) {
    return "";
  }
  const std::string_view name = traits.substr(2);
  return name.substr(0, name.find('\0'));
}

}  // namespace condis
