#include "traces/json_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

const std::string kFirst =
    R"({"Event":"NdisClDropParty","Phase":"enter","File":"a\"}]{[\\","CallId":7})";
const std::string kSecond = R"({"Event":"TraceEnd"})";

std::string error_of(const std::string& text) {
  JsonReader reader = reader_of<JsonReader>(text, "t.json");
  read_all(reader);
  return reader.error() == nullptr ? "" : reader.error()->what;
}

}  // namespace

TEST_CASE("a list of events is read whatever its chunks") {
  for (const std::string& text :
       {"[" + kFirst + ",\n " + kSecond + "]",
        " { \"Events\" :\r\n[ " + kFirst + " , " + kSecond + " ] }"}) {
    CHECK(looks_like_json_list(text));
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, kDefaultChunk}) {
      CAPTURE(chunk);
      JsonReader reader = reader_of<JsonReader>(text, "t.json", nullptr, chunk);
      const std::vector<Record> records = read_all(reader, 1);
      CHECK(messages(reader).empty());
      REQUIRE(records.size() == 2);
      CHECK(records[0].call_id == 7);
      CHECK(reader.source(records[0].source).file == "a\"}]{[\\");
      CHECK(records[1].function == Function::TraceEnd);
      CHECK(records[1].number == 2);
    }
  }
  JsonReader none = reader_of<JsonReader>("[]", "t.json");
  CHECK(read_all(none).empty());
  CHECK(messages(none).empty());
  CHECK_FALSE(looks_like_json_list("[0]0368.03A4::"));
  CHECK_FALSE(looks_like_json_list("{\"Event\":\"TraceEnd\"}"));
}

TEST_CASE("a list may end anywhere: what came before is read") {
  const std::string text = "[" + kFirst + "," + kSecond + "]";
  const std::size_t second = text.find(kSecond);
  for (std::size_t size = 1; size < text.size(); ++size) {
    CAPTURE(size);
    JsonReader reader =
        reader_of<JsonReader>(std::string_view(text).substr(0, size), "t", nullptr, 5);
    const std::vector<Record> records = read_all(reader, 1 + size % 2);
    const bool between =
        size == 1 || size == second || size == second - 1 || size == text.size() - 1;
    CHECK((reader.error() == nullptr) == between);
    if (between) {
      REQUIRE_FALSE(records.empty());
      CHECK(records.back().function == Function::EventsLost);
    }
    if (size >= second) CHECK(records[0].call_id == 7);
  }
}

TEST_CASE("what is no list of events") {
  CHECK(error_of("{\"x\":[]}") == "this JSON holds no list of events");
  CHECK(error_of("[1]") == "not valid JSON: '1]' stands where an event is expected");
  CHECK(error_of("[{]}") == "not valid JSON: expected a name in double quotes");
  CHECK(error_of("[{\"x\":\"" + std::string(JsonReader::kMaxEvent, 'x') + "\"}]") ==
        "the event is longer than 1 MiB");
  JsonReader reader = reader_of<JsonReader>("[{\"Phase\":0}]", "t");
  CHECK(read_all(reader).empty());
  CHECK(reader.warning_count() == 1);
}
