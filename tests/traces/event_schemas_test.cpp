#include "traces/event_schemas.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "traces/etl_decoder.h"

using namespace condis;

namespace {

const Guid kProvider = *parse_guid("22222222-0000-0000-0000-000000000001");

// The description of an event, as merging adds it.
class Description {
 public:
  explicit Description(std::uint16_t id, std::size_t properties, std::size_t top_level)
      : bytes_(0x70 + 24 * properties, '\0') {
    put_at(bytes_, 0x00, kProvider);
    put_at(bytes_, 0x20, id);
    put_at(bytes_, 0x64, static_cast<std::uint32_t>(properties));
    put_at(bytes_, 0x68, static_cast<std::uint32_t>(top_level));
    text(0x34, "Provider ");
    text(0x44, "Task ");
    text(0x48, "Opcode ");
  }
  void text(std::size_t at, std::string_view text) {
    put_at(bytes_, at, static_cast<std::uint32_t>(bytes_.size()));
    bytes_ += utf16(text);
  }
  // `first` and `second` are the types, or first member and members of a struct.
  void property(std::size_t index, std::string_view name, std::uint32_t flags,
                std::uint16_t first, std::uint16_t second, std::uint16_t count = 1,
                std::uint16_t length = 0) {
    const std::size_t at = 0x70 + 24 * index;
    put_at(bytes_, at, flags);
    text(at + 4, name);
    put_at(bytes_, at + 8, first);
    put_at(bytes_, at + 10, second);
    put_at(bytes_, at + 16, count);
    put_at(bytes_, at + 18, length);
  }
  std::string event() const {
    EtlEventParts parts;
    parts.kind = 0x14;
    parts.provider = kEventMetadata;
    parts.opcode = 32;
    parts.payload = bytes_;
    return make_event(parts);
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

std::string event(std::uint16_t id, std::string_view payload) {
  EtlEventParts parts;
  parts.provider = kProvider;
  parts.id = id;
  parts.stamp = 5;
  parts.payload = payload;
  return make_event(parts);
}

// What becomes of the last event of a file: "Provider Task name=value ...".
std::string decoded(const std::string& events) {
  const std::string bytes = EtlMaker().buffer(0, events).bytes();
  auto file = open_etl(bytes);
  REQUIRE(file);
  EtlDecoder decoder(*file);
  decoder.collect_schemas(*file);
  std::string text;
  EtlMerge merge(*file);
  for (std::uint64_t number = 1; const EtlEvent* one = merge.next(); ++number) {
    const DecodedEvent& decoded = decoder.decode(*one, number);
    if (decoder.outcome() == EtlDecoder::Outcome::Bookkeeping) continue;
    text = std::string(decoded.provider) + ' ' + std::string(decoded.name);
    std::string scratch;
    for (const DecodedField& field : decoded.fields) {
      text += ' ' + std::string(field.name) + '=';
      text += field.text.empty() || field.kind == ValueKind::Bytes
                  ? value_text(field, scratch)
                  : field.text;
    }
  }
  return text + (decoder.schemas().left_out() != 0 ? " (left out)" : "");
}

std::string chunk(std::uint16_t count, std::uint16_t index, std::string_view text) {
  EtlEventParts parts;
  parts.provider = kProvider;
  parts.id = 0xFFFE;
  parts.task = 0xFFFE;
  parts.opcode = 0xFE;
  parts.payload = std::string("\x01\x01\x00\x5B", 4);
  put(parts.payload, count);
  put(parts.payload, index);
  parts.payload += text;
  return make_event(parts);
}

}  // namespace

TEST_CASE("an event of a manifest is decoded by the schema that merging added") {
  Description description(7, 7, 5);
  description.property(0, "Size", 0, 6, 0);         // 16 bits
  description.property(1, "Data", 2, 14, 0, 1, 0);  // so many bytes
  description.property(2, "List", 4, 24, 0, 0);     // so many structs: not by type 24
  description.property(3, "Name", 0, 1, 0);         // text up to zero
  description.property(4, "Tail", 0, 1, 0);         // text up to the end
  description.property(5, "x", 0, 4, 0);
  description.property(6, "y", 0, 16, 0);
  // The third is a struct of the last two, and there are as many as the first says.
  description.property(2, "List", 1 | 4, 5, 2, 0);
  std::string payload;
  put(payload, std::uint16_t{2});
  payload += "\xAA\xBB";
  for (const std::uint64_t pointer : {0x10ull, 0x20ull}) {
    put(payload, std::uint8_t{1});
    put(payload, pointer);
  }
  payload += utf16("name") + utf16("tail", false);
  CHECK(decoded(event(7, payload) + description.event()) ==
        "Provider Task Size=2 Data=aabb List= = x=1 y=0x10 = x=1 y=0x20 Name=name "
        "Tail=tail");
  CHECK(decoded(description.event() + event(8, payload)) ==
        "22222222-0000-0000-0000-000000000001 22222222-0000-0000-0000-000000000001/8");
}

TEST_CASE("values have names") {
  Description description(7, 1, 1);
  description.property(0, "Kind", 0, 8, 0);
  const auto names_at = static_cast<std::uint32_t>(description.bytes().size());
  description.bytes() += utf16("Kinds");
  put_at(description.bytes(), 0x70 + 12, names_at);
  EtlEventParts map;
  map.kind = 0x14;
  map.provider = kEventMetadata;
  map.opcode = 33;
  map.payload.assign(reinterpret_cast<const char*>(kProvider.data()), 16);
  std::string info(16 + 16, '\0');
  put_at(info, 8, std::uint32_t{2});
  put_at(info, 0, static_cast<std::uint32_t>(info.size()));
  info += utf16("Kinds");
  for (const std::uint32_t value : {1u, 2u}) {
    put_at(info, 16 + 8 * (value - 1), static_cast<std::uint32_t>(info.size()));
    put_at(info, 16 + 8 * (value - 1) + 4, value);
    info += utf16(value == 1 ? "One" : "Two");
  }
  map.payload += info;
  const std::string schemas = description.event() + make_event(map);
  CHECK(decoded(schemas + event(7, std::string("\x02\0\0\0", 4))) ==
        "Provider Task Kind=Two");
  CHECK(decoded(schemas + event(7, std::string("\x03\0\0\0", 4))) ==
        "Provider Task Kind=3");
}

TEST_CASE("descriptions that make no sense are left out") {
  Description many(7, 1, 1);
  put_at(many.bytes(), 0x64, std::uint32_t{0xFFFFFFFF});
  CHECK(decoded(many.event() + event(7, "")).ends_with("/7 (left out)"));
  Description itself(7, 1, 1);
  itself.property(0, "s", 1, 0, 1);  // a struct whose member is itself
  CHECK(decoded(itself.event() + event(7, "")).ends_with("/7 (left out)"));
  Description unknown(7, 1, 1);
  unknown.property(0, "u", 0, 99, 0);
  CHECK(decoded(unknown.event() + event(7, "abc")) == "Provider Task");
}

TEST_CASE("an EventSource's manifest is put together from its pieces") {
  const std::string manifest = R"xml(<instrumentationManifest
   xmlns="http://schemas.microsoft.com/win/2004/08/events">
 <instrumentation><events>
  <provider name="Source" guid="{22222222-0000-0000-0000-000000000001}">
   <maps><valueMap name="M"><map value="0x1" message="$(string.m1)"/></valueMap></maps>
   <events><event value="7" version="0" task="Work" template="A"/></events>
   <templates><template tid="A">
    <data name="n" inType="win:UInt32" map="M"/><data name="t" inType="win:UnicodeString"/>
    <data name="c" inType="win:UInt16"/><data name="b" inType="win:Binary" length="c"/>
   </template></templates>
  </provider></events></instrumentation>
 <localization><resources culture="en"><stringTable>
  <string id="m1" value="first"/></stringTable></resources></localization>
</instrumentationManifest>)xml";
  std::string payload;
  put(payload, std::uint32_t{1});
  payload += utf16("text");
  put(payload, std::uint16_t{1});
  payload += "\x77";
  const std::string first = manifest.substr(0, 300);
  const std::string second = manifest.substr(300);
  const std::string use = event(7, payload);
  CHECK(decoded(chunk(2, 0, first) + chunk(2, 1, second) + use) ==
        "Source Work n=first t=text c=1 b=77");
  CHECK(decoded(chunk(2, 0, first) + use).ends_with("/7 (left out)"));
  CHECK(decoded(chunk(2, 1, second) + use).ends_with("/7 (left out)"));
  CHECK(decoded(chunk(1, 0, "<junk") + use).ends_with("/7 (left out)"));
}
