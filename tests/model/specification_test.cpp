// How the catalogue is read out of comments: every tag lands in its field, and every
// mistake is named with its file and line.
#include "model/specification.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

const std::string kFormula =
    "(define-fun one ((v Vc) (p Party) (o Census) (e Event)) Bool\n"
    "  (=> true ; a comment with a )\n"
    "      true))\n";
const std::string kEntry =
    ";; @rule one\n"
    ";; @title A title\n"
    ";;   on two lines.\n"
    ";; @group C1 client drop\n"
    ";; @fault client\n"
    ";; @severity warning\n"
    ";; @kind safety\n"
    ";; @page a-page.md\n"
    ";; @section remarks\n"
    ";; @quote Word for word.\n"
    ";; @see b.md other-rule\n"
    ";;   c.md\n"
    ";; @reading D1.\n"
    ";; @implies two three\n"
    ";; @message {event} is wrong\n";
const std::string kInvisible =
    ";; @not-visible hidden\n"
    ";; @group C1 client drop\n"
    ";; @title Not to be seen.\n"
    ";; @page h.md\n"
    ";; @quote Hidden.\n"
    ";; @reason No event shows it.\n";

Result<Specification> parse(const std::string& text) {
  return Specification::parse({{"file.smt2", text}});
}

// The entry of rule "one" with `from` replaced by `to`.
std::string entry_with(const std::string& from, const std::string& to) {
  std::string text = kEntry;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void check_mistake(const std::string& text, const std::string& where,
                   const std::string& what, const std::string& help) {
  INFO(text);
  const auto specification = parse(text);
  REQUIRE_FALSE(specification);
  CHECK(specification.error().where == where);
  CHECK(specification.error().what == what);
  CHECK(specification.error().help == help);
  CHECK(specification.error().why.find("right above its define-fun") !=
        std::string::npos);
}

class TemporaryDirectory {
 public:
  TemporaryDirectory()
      : path_(fs::temp_directory_path() /
              ("condis-specification-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST_CASE("every tag of a rule lands in its field") {
  const auto specification = parse("; a comment\n\n" + kEntry + kFormula);
  REQUIRE(specification);
  REQUIRE(specification->rules().size() == 1);
  const Rule& rule = specification->rules()[0];
  CHECK(rule.id == "one");
  CHECK(rule.title == "A title on two lines.");
  CHECK(rule.group == "C1 client drop");
  CHECK(rule.at_fault == "client");
  CHECK(rule.severity == Severity::Warning);
  CHECK(rule.kind == "safety");
  CHECK(rule.page == "a-page.md");
  CHECK(rule.section == "remarks");
  CHECK(rule.quote == "Word for word.");
  CHECK(rule.see_also == std::vector<std::string>{"b.md", "other-rule", "c.md"});
  CHECK(rule.reading == "D1.");
  CHECK(rule.implies == std::vector<std::string>{"two", "three"});
  CHECK(rule.message == "{event} is wrong");
  CHECK(rule.file == "file.smt2");
  CHECK(rule.line == 18);
  CHECK(rule.formula + "\n" == kFormula);
  REQUIRE(specification->checks().size() == 1);
  CHECK(specification->checks()[0].function == "one");
  CHECK(specification->checks()[0].rule == 0);
  CHECK(specification->checks()[0].severity == Severity::Warning);
  CHECK(specification->checks()[0].message == "{event} is wrong");
  CHECK_FALSE(specification->is_embedded());
}

TEST_CASE("a graded part is one more check of its rule") {
  const auto specification =
      parse(kEntry + kFormula + ";; @grade one\n;; @severity note\n;; @message less\n" +
            "(define-fun one.note ((v Vc)) Bool true)\n");
  REQUIRE(specification);
  CHECK(specification->rules().size() == 1);
  REQUIRE(specification->checks().size() == 2);
  const Check& part = specification->checks()[1];
  CHECK(part.function == "one.note");
  CHECK(part.rule == 0);
  CHECK(part.severity == Severity::Note);
  CHECK(part.message == "less");
}

TEST_CASE("a rule that no recording shows needs no formula") {
  for (const std::string& after :
       std::vector<std::string>{"", "\n(declare-const x Bool)\n", kEntry + kFormula,
                                ";; @not-visible second\n;; @reason None.\n"}) {
    INFO(after);
    const auto specification = parse(kInvisible + after);
    REQUIRE(specification);
    REQUIRE(!specification->invisible_rules().empty());
    const InvisibleRule& rule = specification->invisible_rules()[0];
    CHECK(rule.id == "hidden");
    CHECK(rule.group == "C1 client drop");
    CHECK(rule.title == "Not to be seen.");
    CHECK(rule.page == "h.md");
    CHECK(rule.quote == "Hidden.");
    CHECK(rule.reason == "No event shows it.");
  }
}

TEST_CASE("text without a catalogue is a specification without rules") {
  for (const char* text : {"", "\n\n", "; plain\n(assert true)\n", ";; no tag\n"}) {
    INFO(text);
    const auto specification = parse(text);
    REQUIRE(specification);
    CHECK(specification->rules().empty());
    CHECK(specification->invisible_rules().empty());
    CHECK(specification->checks().empty());
  }
}

TEST_CASE("mistakes in the catalogue name their line") {
  check_mistake(entry_with("@title", "@titel") + kFormula, "file.smt2:2",
                "unknown catalogue tag '@titel'", "did you mean 'title'?");
  check_mistake("\n;; @title Alone.\n", "file.smt2:2", "'@title' stands outside an entry",
                "");
  check_mistake(kEntry + "(declare-const x Bool)\n" + kFormula, "file.smt2:16",
                "a catalogue entry is not followed by a define-fun", "");
  check_mistake(kEntry, "file.smt2:16", "the entry of 'one' has no define-fun", "");
  check_mistake(kEntry + ";; @rule two\n", "file.smt2:16",
                "the entry of 'one' has no define-fun", "");
  check_mistake(kEntry + kFormula + ";; @grade one\n", "file.smt2:20",
                "the entry of 'one' has no define-fun", "");
  check_mistake(entry_with("@rule one", "@rule two") + kFormula, "file.smt2:16",
                "entry 'two' stands above define-fun 'one'", "give both the same name");
  check_mistake(kEntry + kFormula + kEntry + kFormula, "file.smt2:34",
                "rule 'one' is already defined in file.smt2:16", "choose another id");
}

TEST_CASE("a rule needs a severity, a title, a fault and a message") {
  const std::string severities = "severities are error, warning and note";
  check_mistake(entry_with(";; @severity warning\n", "") + kFormula, "file.smt2:15",
                "rule 'one' has severity ''", severities);
  check_mistake(entry_with("@severity warning", "@severity Error") + kFormula,
                "file.smt2:16", "rule 'one' has severity 'Error'", severities);
  check_mistake(entry_with("A title\n;;   on two lines.", "") + kFormula, "file.smt2:15",
                "rule 'one' has no @title", "");
  check_mistake(entry_with(";; @fault client\n", "") + kFormula, "file.smt2:15",
                "rule 'one' has no @fault", "");
  check_mistake(entry_with("@message {event} is wrong", "@message") + kFormula,
                "file.smt2:16", "rule 'one' has no @message", "");
}

TEST_CASE("a graded part follows its rule and bears its name and severity") {
  const std::string help =
      "name it ID.SEVERITY, after rule ID, with '@severity SEVERITY'";
  const auto graded = [](const std::string& id, const std::string& severity,
                         const std::string& function) {
    return ";; @grade " + id + "\n;; @severity " + severity + "\n(define-fun " +
           function + " () Bool true)\n";
  };
  check_mistake(graded("one", "note", "one.note") + kEntry + kFormula, "file.smt2:3",
                "'one.note' is no graded part of a rule before it", help);
  check_mistake(kEntry + kFormula + graded("two", "note", "two.note"), "file.smt2:21",
                "'two.note' is no graded part of a rule before it", help);
  check_mistake(kEntry + kFormula + graded("one", "note", "one.error"), "file.smt2:21",
                "'one.error' is no graded part of a rule before it", help);
  check_mistake(kEntry + kFormula + graded("one", "loud", "one.loud"), "file.smt2:21",
                "'one.loud' is no graded part of a rule before it", help);
}

TEST_CASE("a rule that no recording shows says why") {
  check_mistake(";; @not-visible hidden\n;; @title T.\n", "file.smt2:3",
                "'hidden' has no @reason", "");
  check_mistake(";; @not-visible hidden\n;; @title T.\n" + kEntry + kFormula,
                "file.smt2:3", "'hidden' has no @reason", "");
}

TEST_CASE("a mistake is looked for in every file, and an id is taken across files") {
  const auto second = Specification::parse(
      {{"a.smt2", kEntry + kFormula}, {"b.smt2", kEntry + kFormula}});
  REQUIRE_FALSE(second);
  CHECK(second.error().where == "b.smt2:16");
  CHECK(second.error().what == "rule 'one' is already defined in a.smt2:16");
  // A grade may stand in a later file than its rule.
  CHECK(Specification::parse(
      {{"a.smt2", kEntry + kFormula},
       {"b.smt2",
        ";; @grade one\n;; @severity note\n(define-fun one.note () Bool true)\n"}}));
}

TEST_CASE("the hash tells texts, names and their division apart") {
  const auto hash = [](std::vector<SpecificationText> texts) {
    return Specification::parse(std::move(texts))->hash();
  };
  const std::string first = hash({{"a", "; x\n"}});
  CHECK(first.size() == 16);
  CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(first == hash({{"a", "; x\n"}}));
  CHECK(first != hash({{"a", "; y\n"}}));
  CHECK(first != hash({{"b", "; x\n"}}));
  CHECK(hash({{"a", ""}, {"b", ""}}) != hash({{"ab", ""}}));
  CHECK(hash({{"a", "b"}}) != hash({{"ab", ""}}));
}

TEST_CASE("windows line ends and a missing last line end do not matter") {
  std::string windows;
  for (const char c : kEntry + kFormula) {
    if (c == '\n') windows += '\r';
    windows += c;
  }
  for (const std::string& text :
       {windows, (kEntry + kFormula).substr(0, (kEntry + kFormula).size() - 1)}) {
    const auto specification = parse(text);
    REQUIRE(specification);
    REQUIRE(specification->rules().size() == 1);
    CHECK(specification->rules()[0].title == "A title on two lines.");
    CHECK(specification->rules()[0].message == "{event} is wrong");
  }
}

TEST_CASE("a directory and rule files are read in the order of their names") {
  const TemporaryDirectory directory;
  const auto empty = Specification::load(directory.path(), {});
  REQUIRE_FALSE(empty);
  CHECK(empty.error().where == directory.path());
  CHECK(empty.error().what == "there is no specification here");
  CHECK(empty.error().why == "the directory has no .smt2 files");

  directory.write("20.smt2", ";; @not-visible later\n;; @reason R.\n");
  directory.write("10.smt2", ";; @not-visible sooner\n;; @reason R.\n");
  directory.write("notes.txt", ";; @nonsense\n");
  const std::string own = directory.write("own.rules", kEntry + kFormula);
  const auto loaded = Specification::load(directory.path(), {own});
  REQUIRE(loaded);
  REQUIRE(loaded->invisible_rules().size() == 2);
  CHECK(loaded->invisible_rules()[0].id == "sooner");
  CHECK(loaded->invisible_rules()[1].id == "later");
  REQUIRE(loaded->rules().size() == 1);
  CHECK(loaded->rules()[0].file == own);
  CHECK_FALSE(loaded->is_embedded());

  for (const std::string& path : {directory.path() + "/none.smt2", directory.path()}) {
    const auto missing = Specification::load(directory.path(), {path});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().where == path);
    CHECK(missing.error().what == "the specification file cannot be read");
  }
  const auto nowhere = Specification::load(directory.path() + "/nowhere", {});
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().what == "there is no specification here");
}

TEST_CASE("only the embedded texts alone are the embedded specification") {
  CHECK(whole_specification().is_embedded());
  const TemporaryDirectory directory;
  const auto with_own =
      Specification::load("", {directory.write("own.smt2", kEntry + kFormula)});
  REQUIRE(with_own);
  CHECK_FALSE(with_own->is_embedded());
  CHECK(with_own->rules().size() == whole_specification().rules().size() + 1);
  CHECK(with_own->hash() != whole_specification().hash());
}

}  // namespace
}  // namespace condis::test
