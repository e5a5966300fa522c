// The line parser against a slow twin that walks the tree simdjson makes of the line.
#include "traces/json_line.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

struct Decoded {
  bool valid = false;
  Record record;
  std::string event, provider, file, func;
  std::uint32_t line = 0;
  std::vector<FieldId> refused;
};

Decoded parse(JsonLineParser& parser, std::string_view text) {
  const std::string line = std::string(text) + '\n' + std::string(63, 'x');
  Decoded decoded;
  RecordText texts;
  decoded.valid =
      parser.parse(std::string_view(line).substr(0, text.size()), decoded.record, texts);
  decoded.event = texts.event;
  decoded.provider = texts.provider;
  decoded.file = texts.file;
  decoded.func = texts.func;
  decoded.line = texts.line;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (parser.refused().contains(static_cast<FieldId>(i))) {
      decoded.refused.push_back(static_cast<FieldId>(i));
    }
  }
  return decoded;
}

bool twin_store(FieldId field, const simdjson::dom::element& value, Record& record,
                RecordText& texts) {
  switch (value.type()) {
    case simdjson::dom::element_type::STRING:
      return store_text(field, std::string_view(value), record, texts);
    case simdjson::dom::element_type::INT64: {
      const auto number = std::int64_t(value);
      return number < 0
                 ? store_negative(field, 0 - static_cast<std::uint64_t>(number), record)
                 : store_integer(field, static_cast<std::uint64_t>(number), record,
                                 texts);
    }
    case simdjson::dom::element_type::UINT64:
      return store_integer(field, std::uint64_t(value), record, texts);
    case simdjson::dom::element_type::BOOL:
      return store_boolean(field, bool(value), record);
    case simdjson::dom::element_type::NULL_VALUE: return true;
    default: return false;
  }
}

// Fields must not come twice.
Decoded twin(std::string_view text) {
  Decoded decoded;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(text);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) {
    return decoded;
  }
  decoded.valid = true;
  RecordText texts;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<FieldId>(i);
    simdjson::dom::element value;
    if (object.at_key(name_of(field)).get(value) == simdjson::SUCCESS &&
        !twin_store(field, value, decoded.record, texts)) {
      decoded.refused.push_back(field);
    }
  }
  decoded.event = texts.event;
  decoded.provider = texts.provider;
  decoded.file = texts.file;
  decoded.func = texts.func;
  decoded.line = texts.line;
  return decoded;
}

void check_same(JsonLineParser& parser, const std::string& text) {
  CAPTURE(text);
  const Decoded ours = parse(parser, text);
  const Decoded theirs = twin(text);
  REQUIRE(ours.valid == theirs.valid);
  if (!ours.valid) {
    return;
  }
  CHECK(ours.record == theirs.record);
  CHECK(ours.event == theirs.event);
  CHECK(ours.provider == theirs.provider);
  CHECK(ours.file == theirs.file);
  CHECK(ours.func == theirs.func);
  CHECK(ours.line == theirs.line);
  CHECK(ours.refused == theirs.refused);
}

std::string random_value(TestRandom& random) {
  static const std::vector<std::string> kValues = {"0",
                                                   "1",
                                                   "2",
                                                   "7",
                                                   "31",
                                                   "32",
                                                   "99",
                                                   "312",
                                                   "65535",
                                                   "65536",
                                                   "4294967295",
                                                   "4294967296",
                                                   "1700000000123456789",
                                                   "9223372036854775807",
                                                   "9223372036854775808",
                                                   "18446744073709551615",
                                                   "-1",
                                                   "-0",
                                                   "-1073741823",
                                                   "-9223372036854775808",
                                                   "1.5",
                                                   "1e3",
                                                   "true",
                                                   "false",
                                                   "null",
                                                   "[]",
                                                   "{}",
                                                   "[1,{\"a\":[2]}]",
                                                   "\"enter\"",
                                                   "\"exit\"",
                                                   "\"Enter\"",
                                                   "\"0\"",
                                                   "\"1\"",
                                                   "\"middle\"",
                                                   "\"\"",
                                                   "\"0x103\"",
                                                   "\"0xC0000001\"",
                                                   "\"0xffffa80b10c20040\"",
                                                   "\"0xFFFFFFFFFFFFFFFF\"",
                                                   "\"0x10000000000000000\"",
                                                   "\"0x\"",
                                                   "\"0xg\"",
                                                   "\"NDIS_STATUS_PENDING\"",
                                                   "\"NDIS_STATUS_SUCCESS\"",
                                                   "\"STATUS_PENDING\"",
                                                   "\"NDIS_STATUS_BANANA\"",
                                                   "\"NDIS_S\\u0054ATUS_SUCCESS\"",
                                                   "\"NdisClDropParty\"",
                                                   "\"NdisMCmDropPartyComplete\"",
                                                   "\" NdisClAddParty \"",
                                                   "\"Ndis\\u0043lDropParty\"",
                                                   "\"SomethingElse\"",
                                                   "\"TraceBegin\"",
                                                   "\"client\"",
                                                   "\"yes\"",
                                                   "\"up\"",
                                                   "\"2026-01-31T23:59:59.123456789Z\"",
                                                   "\"2026-02-30T00:00:00Z\"",
                                                   "\"C:\\\\src\\\\drop.c\"",
                                                   "\"caf\xC3\xA9\"",
                                                   "\" 12 \"",
                                                   "\"true\""};
  return kValues[random.below(kValues.size())];
}

std::string random_line(TestRandom& random) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!random.one_in(2)) {
      names.emplace_back(name_of(static_cast<FieldId>(i)));
    }
  }
  names.push_back("Medium");
  for (std::size_t i = names.size(); i > 1; --i) {
    if (random.one_in(3)) {
      std::swap(names[i - 1], names[random.below(i)]);
    }
  }
  const bool spaced = random.one_in(4);
  const auto blank = [&] {
    return spaced && random.one_in(2) ? (random.one_in(3) ? "\t" : " ") : "";
  };
  std::string text = std::string(blank()) + "{" + blank();
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : ",";
    if (random.one_in(40)) {
      names[i].replace(0, 1,
                       "\\u00" + std::string(names[i][0] < 'P' ? "4" : "5") +
                           "0123456789ABCDEF"[names[i][0] % 16]);
    }
    text += std::string(blank()) + '"' + names[i] + '"' + blank() + ':' + blank() +
            random_value(random) + blank();
  }
  return text + "}" + blank();
}

}  // namespace

TEST_CASE("one line becomes one record") {
  JsonLineParser parser;
  const Decoded line = parse(
      parser,
      R"({"Event":"NdisClDropParty","Phase":"enter","Time":1200,"Cpu":3,"ThreadId":312,)"
      R"("ProcessId":4,"Provider":"AtmSm","CallId":7,"Seq":9,"Irql":2,)"
      R"("PartyHandle":"0xffffa80b10c20040","HasData":true,"DataSize":16,)"
      R"("File":"C:\\src\\drop.c","Line":88,"Func":"Drop","Medium":{"a":[1]}})");
  REQUIRE(line.valid);
  CHECK(line.refused.empty());
  CHECK(line.record.function == Function::NdisClDropParty);
  CHECK(line.record.phase == Phase::Enter);
  CHECK(line.record.time == 1200);
  CHECK(line.record.cpu == 3);
  CHECK(line.record.thread_id == 312);
  CHECK(line.record.process_id == 4);
  CHECK(line.record.call_id == 7);
  CHECK(line.record.seq == 9);
  CHECK(line.record.irql == 2);
  CHECK(line.record.party_handle == 0xffffa80b10c20040u);
  CHECK(line.record.has_data);
  CHECK(line.record.data_size == 16);
  CHECK_FALSE(line.record.has(Field::Status));
  CHECK(line.provider == "AtmSm");
  CHECK(line.file == "C:\\src\\drop.c");
  CHECK(line.func == "Drop");
  CHECK(line.line == 88);
}

TEST_CASE("of a field that comes twice, the last counts") {
  JsonLineParser parser;
  CHECK(parse(parser, R"({"Irql":1,"Irql":2})").record.irql == 2);
  CHECK(parse(parser, R"({"Irql":99,"Irql":2})").refused.empty());
  CHECK(parse(parser, R"({"Irql":2,"Irql":99})").refused == std::vector{FieldId::Irql});
}

TEST_CASE("any order of fields, any blanks, any values: as the twin reads them") {
  JsonLineParser parser;
  TestRandom random(4);
  for (int i = 0; i < 20'000; ++i) {
    check_same(parser, random_line(random));
  }
}

TEST_CASE("damaged lines: valid or not as the twin says") {
  JsonLineParser parser;
  TestRandom random(5);
  const std::string bytes = "{}[]:,\"\\tfn0123456789.-+eEu \t\r\x01\x80\xC3";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random_line(random);
    const std::size_t at = random.below(text.size());
    switch (random.below(4)) {
      case 0: text[at] = bytes[random.below(bytes.size())]; break;
      case 1: text.erase(at, 1 + random.below(4)); break;
      case 2: text.insert(at, 1, bytes[random.below(bytes.size())]); break;
      default: text.resize(at); break;
    }
    CAPTURE(text);
    const Decoded ours = parse(parser, text);
    const bool theirs = twin(text).valid;
    CHECK((ours.valid == theirs || (ours.valid && has_extreme_number(text))));
  }
}

TEST_CASE("a whole number beyond 64 bits is refused, the line is not") {
  JsonLineParser parser;
  const Decoded line = parse(parser, R"({"CallId":99999999999999999999,"Irql":1e400})");
  CHECK(line.valid);
  CHECK(line.refused == std::vector{FieldId::CallId, FieldId::Irql});
}
