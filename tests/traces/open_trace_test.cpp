#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/traces/reading.h"
#include "traces/reader.h"

using namespace condis;

namespace {

using Opened = Result<std::unique_ptr<Reader>>;

std::string refusal(std::string_view bytes, InputFormat format = InputFormat::Detect) {
  const Opened opened = open_trace_bytes(bytes, "t", format);
  return opened ? "(none)" : render(opened.error(), "error");
}

std::size_t count_records(std::string_view bytes,
                          InputFormat format = InputFormat::Detect) {
  Opened opened = open_trace_bytes(bytes, "t", format);
  REQUIRE(opened);
  return read_all(**opened).size();
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the format is found by content") {
  CHECK(count_records(R"({"Event":"TraceEnd"})") == 1);
  CHECK(count_records("\n\n# a story\n{\"Event\":\"TraceEnd\"}\n") == 1);
  CHECK(count_records("# only a story\n") == 0);
  CHECK(count_records("\xEF\xBB\xBF{\"Event\":\"TraceEnd\"}") == 1);
  CHECK(count_records(
            "  <Events><Event><RenderingInfo><Task>TraceEnd</Task></RenderingInfo>"
            "</Event></Events>") == 1);
  CHECK(count_records("\xEF\xBB\xBF<?xml version=\"1.0\"?><Events/>") == 0);
  CHECK(count_records("<Events/>", InputFormat::Xml) == 0);
  CHECK(count_records("{}", InputFormat::JsonLines) == 0);
}

TEST_CASE(
    "every carrier is found by its first bytes, or read as the one that is asked for") {
  const auto unit_and_error = [](std::string_view bytes, InputFormat format) {
    Opened opened = open_trace_bytes(bytes, "t", format);
    REQUIRE(opened);
    read_all(**opened);
    const Diagnostic* const error = (*opened)->error();
    return std::string((*opened)->unit()) + (error == nullptr ? "" : ": " + error->what);
  };
  struct Carrier {
    InputFormat format;
    std::string text, unit;
  };
  const Carrier kCarriers[] = {
      {InputFormat::JsonLines, "{\"ProviderName\":\"x\"}\n", "line"},
      {InputFormat::JsonList, "[{\"Event\":\"TraceEnd\"}]", "event"},
      {InputFormat::Xml, "<Events></Events>", "line"},
      {InputFormat::Csv,
       " Event Name, Type, Event ID, Version, Level, Opcode, Task, Keyword, PID, TID, "
       "Processor Number, Clock-Time, User Data\n",
       "line"},
      {InputFormat::Text, "Written by x\n[0]1.2::02/02/2026-17:36:01.496 [x] y\n",
       "line"}};
  for (const Carrier& carrier : kCarriers) {
    CAPTURE(carrier.text);
    CHECK(unit_and_error(carrier.text, InputFormat::Detect) == carrier.unit);
    CHECK(unit_and_error(carrier.text, carrier.format) == carrier.unit);
    for (const Carrier& other : kCarriers) {
      if (other.format == carrier.format) continue;
      CHECK(unit_and_error(carrier.text, other.format).find(": ") != std::string::npos);
    }
  }
}

TEST_CASE("what is no recording is refused with advice") {
  CHECK(refusal("").starts_with("t: error: the file is empty\n"));
  CHECK(refusal("\xEF\xBB\xBF").starts_with("t: error: the file is empty\n"));
  CHECK(refusal(" \r\n\n").starts_with("t: error: the file is blank\n"));
  CHECK(refusal("hello").find("it begins with 'hello'") != std::string::npos);
  CHECK(refusal("[1]").find("it begins with '[1]'") != std::string::npos);
  CHECK(refusal(std::string_view("\x7f"
                                 "ELF\x02\x01\x01\x00",
                                 8))
            .find("not text") != std::string::npos);
  CHECK(refusal("\x1F\x8B\x08junk").find("gzip -dc") != std::string::npos);
  CHECK(refusal("PK\x03\x04").find("zip archive") != std::string::npos);
  std::string etl(0x200, '\xFF');
  etl[0x36] = 4;
  etl[0x37] = 0;
  etl[0x4A] = 2;
  etl[0x4B] = '\xC0';
  CHECK(refusal(etl).find("the .etl file cannot be read") != std::string::npos);
  CHECK(refusal(etl, InputFormat::Xml).find("leave the format out") != std::string::npos);
  CHECK(refusal("{}", InputFormat::Etl).find("does not begin with the event") !=
        std::string::npos);
}

TEST_CASE("files that cannot be opened") {
  const auto what = [](const std::string& path) {
    const Opened opened = open_trace(path);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().where == path);
    return opened.error().what;
  };
  CHECK(what("/no/such/file.jsonl") == "no such file");
  const std::string directory = std::filesystem::temp_directory_path().string();
  CHECK(what(directory) == "this is a directory");
}

TEST_CASE("a file is read as its bytes are") {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / "condis-open-trace-test.jsonl";
  {
    std::ofstream file(path, std::ios::binary);
    for (int i = 0; i < 5'000; ++i) {
      file << R"({"Event":"NdisClDropParty","Phase":"enter","Time":)" << i
           << R"(,"PartyHandle":"0xffffa80b10c20040"})" << '\n';
    }
  }
  Opened opened = open_trace(path.string());
  REQUIRE(opened);
  const std::vector<Record> records = read_all(**opened);
  const std::string bytes = slurp(path);
  Opened from_bytes = open_trace_bytes(bytes, "t");
  CHECK(records.size() == 5'000);
  CHECK(records == read_all(**from_bytes));
  std::filesystem::remove(path);
}

// Every file of traces/broken has beside it, in FILE.expected, all that is said about it.
// UPDATE_GOLDEN=1 writes these anew.
TEST_CASE("broken recordings get the messages that stand beside them") {
  const std::filesystem::path folder =
      std::filesystem::path(CONDIS_SOURCE_DIR) / "traces" / "broken";
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".expected") {
      paths.insert(entry.path());
    }
  }
  REQUIRE(paths.size() >= 10);
  for (const std::filesystem::path& path : paths) {
    CAPTURE(path.filename().string());
    const std::string bytes = slurp(path);
    Opened opened = open_trace_bytes(bytes, path.filename().string());
    std::string text;
    if (!opened) {
      text = render(opened.error(), "error");
    } else {
      const std::size_t count = read_all(**opened).size();
      CHECK((*opened)->error() != nullptr);
      text = messages(**opened) + "records read: " + std::to_string(count) + '\n';
    }
    const std::filesystem::path expected = path.string() + ".expected";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(expected, std::ios::binary) << text;
    }
    CHECK(text == slurp(expected));
  }
}
