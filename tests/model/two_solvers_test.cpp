// Two independent solvers from outside, z3 and cvc5, read the same specification as the
// checker and agree with it: for many states and events, those that recordings lead to
// and mixtures of them, on every field afterwards, on every check and on its premise.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/model/filled_table.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

// cvc5 takes 50 ms for a step. Builds with sanitizers, which these solvers know nothing
// of, ask less.
#ifdef __SANITIZE_ADDRESS__
constexpr int kReachedSteps = 100;
constexpr int kMixedSteps = 100;
#else
constexpr int kReachedSteps = 1200;
constexpr int kMixedSteps = 800;
#endif
constexpr std::size_t kStepsPerQuery = 25;

// One question, with its states written out.
struct Question {
  StateBytes vc;
  StateBytes party;
  std::uint32_t census = 0;
  EventClass event;
};

// Numbers that are the same in every run.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_ = 19991231;
};

// Fields of a record sort in the order of the text, without comments.
std::vector<std::string> fields_of(const std::string& text, const std::string& record) {
  const std::string opening = "(((" + record;
  std::size_t at = text.find(opening);
  REQUIRE(at != std::string::npos);
  at += opening.size();
  static const std::regex kField(R"(^\s*\(([a-z-]+) [A-Z][A-Za-z]*\))");
  std::vector<std::string> fields;
  std::smatch match;
  for (std::string rest = text.substr(at); std::regex_search(rest, match, kField);
       rest = match.suffix()) {
    fields.push_back(match[1]);
  }
  return fields;
}

std::string without_comments(const std::string& text) {
  std::string result;
  bool comment = false;
  for (const char c : text) {
    if (c == ';') comment = true;
    if (c == '\n') comment = false;
    if (!comment) result += c;
  }
  return result;
}

// The S-expression that begins at `begin`; the text has no comments.
std::string expression_at(const std::string& text, std::size_t begin) {
  int depth = 0;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    const bool ends = std::string_view(" \n)").find(text[i]) != std::string_view::npos;
    if (depth == 0 && text[i] == ')') return text.substr(begin, i + 1 - begin);
    if (depth <= 0 && ends) return text.substr(begin, i - begin);
  }
  return text.substr(begin);
}

// `when` of (define-fun CHECK (...) Bool (=> when then)).
std::string premise_of(const std::string& text, const std::string& check) {
  const std::size_t definition = text.find("(define-fun " + check + " (");
  REQUIRE(definition != std::string::npos);
  const std::string implication = "(=>";
  std::size_t at = text.find(implication, definition);
  REQUIRE(at != std::string::npos);
  at = text.find_first_not_of(" \n", at + implication.size());
  return expression_at(text, at);
}

const std::string kParameters = "((v Vc) (p Party) (o Census) (e Event))";

std::string bare_specification() {
  std::string text;
  for (const SpecificationText& file : whole_specification().texts())
    text += without_comments(file.text) + "\n";
  return text;
}

// The specification and a premise function for each check.
const std::string& preamble() {
  static const std::string kPreamble = [] {
    const std::string text = bare_specification();
    std::string premises;
    for (const Check& check : whole_specification().checks()) {
      premises += fmt::format("(define-fun when-{} {} Bool {})\n", check.function,
                              kParameters, premise_of(text, check.function));
    }
    return "(set-logic ALL)\n" + text + premises;
  }();
  return kPreamble;
}

// A Bool constant kN that is true if the solver's answer to question N is right.
//
// Every formula is applied to constants (vN, pN, oN, eN), not to variables of a let or of
// a function around it: z3's reader takes very long to put definitions into one another.
std::string claim(std::size_t n, const Solver& solver, const Question& question,
                  const Step& answer) {
  static const std::vector<std::string> kVcFields = fields_of(bare_specification(), "vc");
  static const std::vector<std::string> kPartyFields =
      fields_of(bare_specification(), "party");
  const std::string step = fmt::format("v{0} p{0} o{0} e{0}", n);
  std::string parts;
  for (const std::string& field : kVcFields)
    parts += fmt::format(" (= ({0}-after {1}) ({0} w{2}))", field, step, n);
  for (const std::string& field : kPartyFields)
    parts += fmt::format(" (= ({0}-after {1}) ({0} q{2}))", field, step, n);
  parts += fmt::format(" (= (taken-up v{0} p{0} e{0}) {1})", n, answer.taken_up);
  parts += fmt::format(" (= (call-ends v{0} e{0}) {1})", n, answer.call_ends);
  parts += fmt::format(" (= (vc-ends v{0} e{0}) {1})", n, answer.vc_ends);

  std::vector<char> exercised(whole_specification().checks().size(), 0);
  std::vector<char> broken(exercised);
  for (const std::uint16_t check : answer.exercised) exercised[check] = 1;
  for (const std::uint16_t check : answer.broken) broken[check] = 1;
  const auto part = [&](const std::string& function, bool holds) {
    const std::string applied = fmt::format("({} {})", function, step);
    parts += holds ? " " + applied : " (not " + applied + ")";
  };
  for (std::size_t i = 0; i < exercised.size(); ++i) {
    const std::string& function = whole_specification().checks()[i].function;
    part(function, broken[i] == 0);
    part("when-" + function, exercised[i] != 0);
  }
  return fmt::format(
      "(declare-const v{0} Vc)(assert (= v{0} {1}))\n"
      "(declare-const p{0} Party)(assert (= p{0} {2}))\n"
      "(declare-const o{0} Census)(assert (= o{0} {3}))\n"
      "(declare-const e{0} Event)(assert (= e{0} {4}))\n"
      "(define-fun w{0} () Vc {5})\n(define-fun q{0} () Party {6})\n"
      "(declare-const k{0} Bool)(assert (= k{0} (and{7})))\n",
      n, solver.smt_vc(question.vc), solver.smt_party(question.party),
      solver.smt_census(question.census), solver.smt_event(question.event),
      solver.smt_vc(answer.vc), solver.smt_party(answer.party), parts);
}

std::vector<Question> all_questions(TransitionTable& table) {
  const std::vector<TransitionTable::Key> keys = table.keys();
  REQUIRE(keys.size() > 2000);
  Dice dice;
  std::vector<Question> questions;
  const auto some = [&]() -> const TransitionTable::Key& {
    return keys[dice.below(keys.size())];
  };
  for (int i = 0; i < kReachedSteps; ++i) {
    const auto& key = some();
    questions.push_back(
        {table.vc_state(key.vc), table.party_state(key.party), key.census, key.event});
  }
  // Every field from another step: its values make sense, their combination need not.
  for (int i = 0; i < kMixedSteps; ++i) {
    Question mixed{table.vc_state(some().vc), table.party_state(some().party), 0,
                   some().event};
    for (std::size_t f = 0; f < mixed.vc.size(); ++f)
      mixed.vc[f] = table.vc_state(some().vc)[f];
    for (std::size_t f = 0; f < mixed.party.size(); ++f)
      mixed.party[f] = table.party_state(some().party)[f];
    for (unsigned c = 0; c < table.solver().census_classes(); ++c)
      mixed.census |= static_cast<std::uint32_t>(dice.below(3)) << (2 * c);
    // The function stays: most of what matters hangs on it.
    for (int f = 1; f < kEventFieldCount; ++f) {
      const auto field = static_cast<EventField>(f);
      mixed.event.set(field, some().event.get(field));
    }
    questions.push_back(mixed);
  }
  return questions;
}

class QueryFile {
 public:
  explicit QueryFile(const std::string& text)
      : path_(fs::temp_directory_path() /
              fmt::format("condis-two-solvers-{}.smt2", ::getpid())) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~QueryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  QueryFile(const QueryFile&) = delete;
  QueryFile& operator=(const QueryFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

struct Output {
  int code = 0;
  std::string text;
};

Output run(const std::string& command) {
  Output output;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    output.text.append(buffer, n);
  const int status = ::pclose(pipe);
  output.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

struct OutsideSolver {
  std::string name;
  std::string options;

  bool installed() const { return run("command -v " + name).code == 0; }
  // The values of k0, k1, ... as it prints them.
  std::vector<bool> values(const QueryFile& query, std::size_t count) const {
    const Output output =
        run(fmt::format("timeout 300 {} {} '{}'", name, options, query.path()));
    INFO(name << ": " << output.text.substr(0, 2000));
    REQUIRE(output.code == 0);
    REQUIRE(output.text.starts_with("sat"));
    std::vector<std::optional<bool>> found(count);
    static const std::regex kValue(R"(\(k([0-9]+)\s+(true|false)\))");
    for (std::sregex_iterator match(output.text.begin(), output.text.end(), kValue), end;
         match != end; ++match) {
      found.at(std::stoul((*match)[1])) = (*match)[2] == "true";
    }
    std::vector<bool> values;
    for (const auto& value : found) {
      REQUIRE(value.has_value());
      values.push_back(*value);
    }
    return values;
  }
};

std::vector<OutsideSolver> outside_solvers() {
  std::vector<OutsideSolver> solvers;
  for (const OutsideSolver& solver :
       {OutsideSolver{"z3", "-smt2"},
        OutsideSolver{"cvc5", "--lang smt2 --produce-models"}}) {
    if (solver.installed()) {
      solvers.push_back(solver);
    } else {
      MESSAGE("skipped: there is no " << solver.name);
    }
  }
  return solvers;
}

std::string query_of(const std::vector<std::string>& claims) {
  std::string text = preamble();
  std::string names;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    text += claims[i];
    names += fmt::format(" k{}", i);
  }
  return text + "(check-sat)\n(get-value (" + names + "))\n";
}

TEST_CASE("the parts of a definition are found") {
  const std::string text = without_comments(
      "; (x)\n(((vc ; c)\n (a-b Bool)\n (c Life)))))\n"
      "(define-fun r ((v Vc)) Bool\n (=> (and a ; )\n (b c)) true))");
  CHECK(fields_of(text, "vc") == std::vector<std::string>{"a-b", "c"});
  CHECK(premise_of(text, "r") == "(and a \n (b c))");
  CHECK(expression_at("x y", 0) == "x");
  const std::string all = bare_specification();
  const Solver& solver = samples_table().solver();
  CHECK(fields_of(all, "vc").size() == solver.initial_vc().size());
  CHECK(fields_of(all, "party").size() == solver.initial_party().size());
}

TEST_CASE("solvers from outside see through a wrong answer") {
  TransitionTable& table = samples_table();
  const Solver& solver = table.solver();
  // A step that exercises a rule and breaks one, so that every part can be falsified.
  const auto keys = table.keys();
  Question question;
  Step right;
  for (const auto& key : keys) {
    question = {table.vc_state(key.vc), table.party_state(key.party), key.census,
                key.event};
    right = solver.step(question.vc, question.party, question.census, question.event);
    if (!right.broken.empty() && right.broken != right.exercised) break;
  }
  REQUIRE(!right.broken.empty());
  std::vector<Step> answers(6, right);
  answers[1].taken_up = !right.taken_up;
  answers[2].vc[0] = static_cast<char>(right.vc[0] == 0 ? 1 : 0);
  answers[3].party.back() = static_cast<char>(right.party.back() == 0 ? 1 : 0);
  answers[4].broken.clear();
  answers[5].exercised.pop_back();
  std::vector<std::string> claims;
  for (std::size_t i = 0; i < answers.size(); ++i)
    claims.push_back(claim(i, solver, question, answers[i]));
  const QueryFile query(query_of(claims));
  for (const OutsideSolver& outside : outside_solvers()) {
    INFO(outside.name);
    CHECK(outside.values(query, claims.size()) ==
          std::vector<bool>{true, false, false, false, false, false});
  }
}

TEST_CASE("z3 and cvc5 from outside answer like the checker's solver") {
  const std::vector<OutsideSolver> solvers = outside_solvers();
  if (solvers.empty()) return;
  const Solver& solver = samples_table().solver();
  const std::vector<Question> questions = all_questions(samples_table());
  int differences = 0;
  for (std::size_t first = 0; first < questions.size(); first += kStepsPerQuery) {
    const std::size_t count = std::min(kStepsPerQuery, questions.size() - first);
    std::vector<std::string> claims;
    for (std::size_t i = 0; i < count; ++i) {
      const Question& q = questions[first + i];
      claims.push_back(
          claim(i, solver, q, solver.step(q.vc, q.party, q.census, q.event)));
    }
    const QueryFile query(query_of(claims));
    for (const OutsideSolver& outside : solvers) {
      const std::vector<bool> values = outside.values(query, count);
      for (std::size_t i = 0; i < count; ++i) {
        if (values[i]) continue;
        FAIL_CHECK(outside.name << " differs on\n" << claims[i]);
        REQUIRE(++differences < 5);
      }
    }
  }
}

}  // namespace
}  // namespace condis::test
