#include "traces/tracelogging.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"

using namespace condis;

namespace {

// A schema as an event carries it.
class Metadata {
 public:
  explicit Metadata(std::string_view event,
                    std::string_view tags = std::string_view("\0", 1)) {
    put(bytes_, std::uint16_t{0});
    bytes_ += tags;
    bytes_ += event;
    bytes_ += '\0';
  }
  Metadata& field(std::string_view name, std::string_view type) {
    bytes_ += name;
    bytes_ += '\0';
    bytes_ += type;
    return *this;
  }
  std::string bytes() const {
    std::string result = bytes_;
    put_at(result, 0, static_cast<std::uint16_t>(result.size()));
    return result;
  }

 private:
  std::string bytes_;
};

std::string_view bytes_of(const char* text, std::size_t size) {
  return {text, size};
}
#define BYTES(text) bytes_of(text, sizeof(text) - 1)

// The fields as text: name=value; members in braces, elements in brackets.
std::string shown(std::span<const DecodedField> fields, std::size_t from,
                  std::size_t to) {
  std::string text;
  std::string scratch;
  for (std::size_t i = from; i < to; i += 1 + fields[i].extent) {
    const DecodedField& field = fields[i];
    text += text.empty() ? "" : " ";
    if (!field.name.empty()) text += std::string(field.name) + '=';
    const std::string inner = shown(fields, i + 1, i + 1 + field.extent);
    switch (field.kind) {
      case ValueKind::None: text += "none"; break;
      case ValueKind::Array: text += '[' + inner + ']'; break;
      case ValueKind::Struct: text += '{' + inner + '}'; break;
      default: text += value_text(field, scratch);
    }
  }
  return text;
}

std::string decoded(const Metadata& metadata, std::string_view payload) {
  const auto schema = parse_tracelogging(metadata.bytes());
  if (!schema) return "(no schema)";
  PayloadDecoder decoder;
  const bool fits = decoder.decode(*schema, payload, 8);
  std::string text = shown(decoder.fields(), 0, decoder.fields().size());
  if (!fits) text = "(does not fit)";
  if (!decoder.rest().empty()) text += " +" + std::to_string(decoder.rest().size());
  return text;
}

std::string one(std::string_view type, std::string_view payload) {
  return decoded(Metadata("E").field("a", type), payload);
}

}  // namespace

TEST_CASE("numbers of all sizes") {
  CHECK(one(BYTES("\x03"), BYTES("\xFF")) == "a=-1");
  CHECK(one(BYTES("\x04"), BYTES("\xFF")) == "a=255");
  CHECK(one(BYTES("\x05"), BYTES("\xFE\xFF")) == "a=-2");
  CHECK(one(BYTES("\x06"), BYTES("\xFE\xFF")) == "a=65534");
  CHECK(one(BYTES("\x07"), BYTES("\xFD\xFF\xFF\xFF")) == "a=-3");
  CHECK(one(BYTES("\x08"), BYTES("\xFD\xFF\xFF\xFF")) == "a=4294967293");
  CHECK(one(BYTES("\x09"), BYTES("\xFC\xFF\xFF\xFF\xFF\xFF\xFF\xFF")) == "a=-4");
  CHECK(one(BYTES("\x0A"), BYTES("\xFC\xFF\xFF\xFF\xFF\xFF\xFF\xFF")) ==
        "a=18446744073709551612");
  CHECK(one(BYTES("\x0B"), BYTES("\0\0\xC0\x3F")) == "a=1.5");
  CHECK(one(BYTES("\x0C"), BYTES("\0\0\0\0\0\0\x02\xC0")) == "a=-2.25");
  CHECK(one(BYTES("\x0D"), BYTES("\x02\0\0\0")) == "a=true");
  CHECK(one(BYTES("\x14"), BYTES("\xEF\xBE\xAD\xDE")) == "a=0xdeadbeef");
  CHECK(one(BYTES("\x15"), BYTES("\xEF\xBE\0\0\0\0\0\x80")) == "a=0x800000000000beef");
  CHECK(one(BYTES("\x00"), "") == "a=none");
}

TEST_CASE("numbers that mean something else") {
  CHECK(one(BYTES("\x84\x03"), BYTES("\x01")) == "a=true");
  CHECK(one(BYTES("\x84\x02"), BYTES("M")) == "a=M");
  CHECK(one(BYTES("\x86\x02"), BYTES("\xAC\x20")) == "a=\u20ac");
  CHECK(one(BYTES("\x87\x0E"), BYTES("\x01\0\0\xC0")) == "a=0xc0000001");
  CHECK(one(BYTES("\x88\x04"), BYTES("\x10\0\0\0")) == "a=0x10");
}

TEST_CASE("texts") {
  CHECK(one(BYTES("\x01"), BYTES("w\0\xE9\0\0\0")) == "a=w\u00e9");
  CHECK(one(BYTES("\x02"), BYTES("an\xE9\0")) == "a=an\u00e9");
  CHECK(one(BYTES("\x82\x23"), BYTES("\xC3\xA9\0")) == "a=\u00e9");
  CHECK(one(BYTES("\x16"), BYTES("\x04\0c\0s\0")) == "a=cs");
  CHECK(one(BYTES("\x17"), BYTES("\x02\0ca")) == "a=ca");
  CHECK(one(BYTES("\x01"), BYTES("\x3D\xD8\x00\xDE\0\0")) == "a=\U0001F600");
  CHECK(one(BYTES("\x01"), BYTES("\x3D\xD8x\0\0\0")) == "a=\uFFFDx");
  CHECK(one(BYTES("\xC6\x02"), BYTES("\x02\0h\0i\0")) ==
        "a=hi");  // an array of characters
}

TEST_CASE("bytes with a meaning") {
  CHECK(one(BYTES("\x0E"), BYTES("\x02\0\xAA\xBB")) == "a=aabb");
  CHECK(one(BYTES("\x19"), BYTES("\x02\0\x01\x02")) == "a=0102");
  CHECK(one(BYTES("\x0F"), std::string(16, '\x22')) ==
        "a=22222222-2222-2222-2222-222222222222");
  CHECK(one(BYTES("\x11"), BYTES("\x01\0\0\0\0\0\0\0")) ==
        "a=1601-01-01T00:00:00.0000001Z");
  CHECK(one(BYTES("\x12"), BYTES("\xE8\x07\x01\0\0\0\x0E\0\x03\0\x04\0\x05\0\xA6\x02")) ==
        "a=2024-01-14T03:04:05.678");
  CHECK(one(BYTES("\x13"), BYTES("\x01\x01\0\0\0\0\0\x05\x12\0\0\0")) == "a=S-1-5-18");
}

TEST_CASE("arrays and structs") {
  CHECK(one(BYTES("\x26\x02\0"), BYTES("\x01\0\x02\0")) == "a=[1 2]");
  CHECK(one(BYTES("\x44"), BYTES("\x03\0\x01\x02\x03")) == "a=[1 2 3]");
  CHECK(one(BYTES("\x41"), BYTES("\x02\0x\0\0\0y\0\0\0")) == "a=[x y]");
  CHECK(one(BYTES("\x62\x03\0zzz"), BYTES("\x02\0\xDE\xAD")) == "a=dead");
  CHECK(decoded(Metadata("E")
                    .field("S", BYTES("\x98\x02"))
                    .field("x", BYTES("\x04"))
                    .field("T", BYTES("\x98\x01"))
                    .field("y", BYTES("\x04"))
                    .field("z", BYTES("\x04")),
                BYTES("\x01\x02\x03")) == "S={x=1 T={y=2}} z=3");
  CHECK(decoded(Metadata("E")
                    .field("S", BYTES("\xD8\x02"))
                    .field("x", BYTES("\x04"))
                    .field("y", BYTES("\x02")),
                BYTES("\x02\0\x01p\0\x02q\0")) == "S=[{x=1 y=p} {x=2 y=q}]");
}

TEST_CASE("tags are skipped, wherever they stand") {
  const auto schema = parse_tracelogging(Metadata("Event", BYTES("\x81\x82\x03"))
                                             .field("a", BYTES("\x84\x80\x85\x01"))
                                             .bytes());
  REQUIRE(schema);
  CHECK(schema->event_name == "Event");
  CHECK(schema->fields.at(0).in == InType::UInt8);
}

TEST_CASE("what does not fit is told, and what is left") {
  CHECK(one(BYTES("\x08"), BYTES("\x01\x02\x03")) == "(does not fit) +3");
  CHECK(one(BYTES("\x01"), BYTES("w\0")) == "(does not fit) +2");
  CHECK(one(BYTES("\x17"), BYTES("\x09\0abc")) == "(does not fit) +3");
  CHECK(one(BYTES("\x13"), BYTES("\x01\xFF\0\0\0\0\0\x05")) == "(does not fit) +8");
  CHECK(one(BYTES("\x1F"), BYTES("\x01")) == "(does not fit) +1");
  CHECK(one(BYTES("\x04"), BYTES("\x01\x02")) == "a=1 +1");
}

TEST_CASE("schemas that make no sense") {
  CHECK_FALSE(parse_tracelogging(""));
  CHECK_FALSE(parse_tracelogging(BYTES("\x01\0")));
  CHECK_FALSE(parse_tracelogging(BYTES("\x40\0\0E\0")));
  CHECK_FALSE(parse_tracelogging(BYTES("\x04\0\0E")));
  CHECK_FALSE(parse_tracelogging(Metadata("E").field("a", "").bytes()));
  CHECK_FALSE(parse_tracelogging(Metadata("E").field("a", BYTES("\x98\x02")).bytes()));
  CHECK_FALSE(
      parse_tracelogging(Metadata("E").field("a", BYTES("\x84\x80\x80")).bytes()));
  CHECK_FALSE(
      parse_tracelogging(Metadata("E").field("a", BYTES("\x62\xFF\xFF")).bytes()));
}

// Values without bytes, in arrays in arrays: a payload of a few bytes that stands for
// billions of them; and structs in structs.
TEST_CASE("nothing is unpacked without bound") {
  Metadata nested("E");
  std::string payload;
  for (int i = 0; i < 8; ++i) {
    nested.field("s", BYTES("\xD8\x01"));
    payload += "\xFF\xFF";
  }
  nested.field("n", BYTES("\x00"));
  CHECK(decoded(nested, payload) == "(does not fit)");
  CHECK(one(BYTES("\x40"), BYTES("\xFF\xFF")).size() > 65'535);
  Metadata deep("E");
  for (int i = 0; i < 200; ++i) deep.field("s", BYTES("\x98\x01"));
  deep.field("n", BYTES("\x04"));
  CHECK(decoded(deep, "x").starts_with("(does not fit)"));
}

TEST_CASE("the provider's name stands in its traits") {
  CHECK(provider_name_of_traits(BYTES("\x08\0Drive\0")) == "Drive");
  CHECK(provider_name_of_traits(BYTES("\x08\0Drive")) == "Drive");
  CHECK(provider_name_of_traits("").empty());
}
