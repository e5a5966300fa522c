// Proofs by induction: conforming drivers keep the rules with any number of parties; the
// states that are really reached keep the invariants; what is wrong is not believed; what
// exploring can break is not proved; and two solvers from outside agree.
#include "model/induction.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>
#include <z3++.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/explore.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

InductionOptions everything() {
  InductionOptions options;
  for (std::uint16_t i = 0; i < whole_specification().checks().size(); ++i) {
    options.checks.push_back(i);
  }
  return options;
}

const Induction& conforming() {
  static const Induction kInduction =
      *prove_by_induction(whole_specification(), everything());
  return kInduction;
}

std::vector<std::string> names_of(const std::vector<std::uint16_t>& checks) {
  std::vector<std::string> names;
  for (const std::uint16_t check : checks) {
    names.push_back(whole_specification().checks()[check].function);
  }
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

SpecificationText driver(const std::string& name) {
  const std::string path =
      std::string(CONDIS_SOURCE_DIR) + "/specs/drivers/" + name + ".smt2";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return {path, text.str()};
}

TEST_CASE("conforming drivers keep the rules with any number of parties") {
  const Induction& induction = conforming();
  CHECK(induction.why_not == "");
  CHECK(induction.left_out.empty());
  CHECK(induction.invariants.size() > 30);
  CHECK(induction.claims > 500);
  const auto proved = names_of(induction.proved);
  for (const char* core :
       {"drop-handle-dead-at-call", "drop-not-the-last", "close-others-dropped-first",
        "complete-only-if-pended", "pending-delivered-once", "indrop-others-connected",
        "indrop-last-uses-close", "drop-cm-data-unsupported",
        "drop-cm-invalid-data-justified", "drop-failure-only-last"}) {
    CAPTURE(core);
    CHECK(has(proved, core));
  }
  // A note, on a freedom that conforming clients use.
  CHECK_FALSE(has(proved, "drop-usual-places"));
  // What is due at the end of a recording is no matter of steps.
  CHECK(has(names_of(induction.end_is_due), "drop-pending-delivered"));
  CHECK_FALSE(has(names_of(induction.end_is_due), "drop-not-the-last"));
}

// States of three parties, reached by steps that are chosen at random, the same in every
// run; and what they are in the words of the specification.
class Walk {
 public:
  Walk()
      : environment_(load()),
        stage_(whole_table(), *environment_,
               {.thorough = true, .reduce = false, .client_threads = 2}) {}

  // Every invariant, applied to all that it is about in the states of this walk.
  void collect(std::uint64_t seed, const std::vector<std::string>& invariants,
               std::set<std::string>& terms) {
    dice_ = seed;
    CommonId common = stage_.initial(seed % 2 == 0, seed % 3 == 0);
    std::vector<PlaceId> places(3, kFreePlace);
    for (int step = 0; step < 70; ++step) {
      const std::size_t who = below(places.size() + 1);
      const PlaceId mover = who < places.size() ? places[who] : kNoPlace;
      const MoveList moves = stage_.moves(common, mover, census(places, who));
      if (moves.count == 0) continue;
      const Move move = moves.first[below(moves.count)];
      if (!whole_table().outcomes()[move.outcome].broken.empty()) return;
      common = move.common;
      if (who < places.size()) places[who] = move.place;
      std::vector<std::uint32_t> outcomes;
      if (!move.is_plain()) stage_.fall_due(move, common, places, who, outcomes);
      describe(common, places, invariants, terms);
    }
  }

 private:
  static std::unique_ptr<Environment> load() {
    auto loaded = Environment::load(whole_specification(), {});
    if (!loaded) throw std::runtime_error(loaded.error().what);
    return std::move(*loaded);
  }
  std::size_t below(std::size_t limit) {
    dice_ = dice_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(dice_ >> 33) % limit;
  }
  std::uint32_t census(const std::vector<PlaceId>& places, std::size_t except) const {
    std::uint32_t census = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i == except) continue;
      const std::uint32_t own = stage_.census_of(places[i]);
      census += own & ~(census >> 1 & 0x55555555u);  // two are many
    }
    return census;
  }
  std::string vc(CommonId common) const {
    return whole_table().solver().smt_vc(whole_table().vc_state(stage_.vc_state(common)));
  }
  std::string party(PlaceId place) const {
    return whole_table().solver().smt_party(
        whole_table().party_state(stage_.party_state(place)));
  }
  std::string call(CommonId common, unsigned thread, std::size_t depth) const {
    const auto& calls = stage_.open_calls(common, thread);
    const Stage::Open& open = calls[depth];
    const auto words = [](EventClass event) {
      std::istringstream text(whole_table().solver().smt_event(event));
      std::vector<std::string> list;
      for (std::string word; text >> word;) list.push_back(word);
      return list;
    };
    EventClass event;
    event.set(EventField::Function, open.function).set(EventField::Status, open.status);
    const auto entered = words(event.set(EventField::Data, open.data));
    const auto inner = words(event.set(EventField::Status, open.inner));
    return fmt::format("(open {} {} {} {} {} {})", entered[1], entered[5], entered[6],
                       inner[5], open.stale, depth + 1 < calls.size());
  }

  void describe(CommonId common, const std::vector<PlaceId>& places,
                const std::vector<std::string>& invariants,
                std::set<std::string>& terms) const {
    const char* carries = stage_.carries(common) ? "true" : "false";
    const std::array<const char*, 3> learned = {"medium-unknown", "medium-carries",
                                                "medium-refuses"};
    const auto apply = [&](const char* about, const std::string& arguments) {
      for (const std::string& name : invariants) {
        if (name.starts_with(about))
          terms.insert(fmt::format("({} {})", name, arguments));
      }
    };
    apply("inv-vc-",
          fmt::format("{} {} {}", vc(common), carries, learned[stage_.learned(common)]));
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (stage_.party_state(places[i]) == TransitionTable::initial_party()) continue;
      apply("inv-party-", vc(common) + " " + party(places[i]));
      apply("inv-crowd-", vc(common) + " " + party(places[i]) + " " +
                              whole_table().solver().smt_census(census(places, i)));
      for (std::size_t j = 0; j < places.size(); ++j) {
        if (j != i && stage_.party_state(places[j]) != 0) {
          apply("inv-pair-", party(places[i]) + " " + party(places[j]));
        }
      }
    }
    for (unsigned thread = 0; thread < stage_.threads(); ++thread) {
      const auto& calls = stage_.open_calls(common, thread);
      for (std::size_t depth = 0; depth < calls.size(); ++depth) {
        std::string about = calls[depth].of_party ? "" : "party-initial";
        for (const PlaceId place : places) {
          if (stage_.is_about(place, thread, depth)) about = party(place);
        }
        apply("inv-call-", fmt::format("{} {} {} {}", vc(common), about,
                                       call(common, thread, depth), carries));
      }
    }
  }

  std::unique_ptr<Environment> environment_;
  Stage stage_;
  std::uint64_t dice_ = 0;
};

TEST_CASE("states that are reached keep the invariants") {
  Walk walk;
  std::set<std::string> terms;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    walk.collect(seed, conforming().invariants, terms);
  }
  REQUIRE(terms.size() > 2000);
  std::string text;
  for (const SpecificationText& file : whole_specification().texts()) text += file.text;
  z3::context z3;
  Z3_eval_smtlib2_string(z3, text.c_str());
  std::string together = "(simplify (and";
  std::size_t count = 0;
  for (const std::string& term : terms) {
    together += "\n" + term;
    if (++count % 200 != 0 && count != terms.size()) continue;
    const std::string answer = Z3_eval_smtlib2_string(z3, (together + "))").c_str());
    INFO(together);
    CHECK(answer == "true\n");
    together = "(simplify (and";
  }
}

TEST_CASE("an invariant that does not hold is left out") {
  auto texts = whole_specification().texts();
  texts.push_back(
      {"wrong",
       "\n(define-fun inv-vc-idle ((v Vc) (c Bool) (l Medium)) Bool (= (c-phase v) "
       "no-call))"
       "\n(define-fun inv-call-none ((v Vc) (p Party) (f Open) (c Bool)) Bool false)\n"});
  const auto specification = Specification::parse(std::move(texts));
  REQUIRE(specification);
  InductionOptions options = everything();
  const Induction induction = *prove_by_induction(*specification, options);
  CHECK(induction.left_out == std::vector<std::string>{"inv-vc-idle", "inv-call-none"});
  CHECK(induction.invariants == conforming().invariants);
  CHECK(induction.proved == conforming().proved);
}

TEST_CASE("a rule that a driver can break is not proved for it") {
  for (const char* name : {"client-drops-last", "manager-completes-twice"}) {
    CAPTURE(name);
    InductionOptions options = everything();
    (std::string(name).starts_with("client") ? options.behaviours.client
                                             : options.behaviours.manager)
        .text = driver(name);
    auto environment = Environment::load(whole_specification(), options.behaviours);
    REQUIRE(environment);
    Stage stage(whole_table(), **environment, {});
    ExploreOptions explored;
    explored.parties = 2;
    explored.carries = true;
    const Exploration found =
        explore(whole_specification(), whole_table(), stage, explored);
    REQUIRE_FALSE(found.breaches.empty());
    const Induction induction = *prove_by_induction(whole_specification(), options);
    CHECK(induction.why_not == "");
    CHECK(induction.proved.size() > 90);
    for (const Breach& breach : found.breaches) {
      CAPTURE(whole_specification().checks()[breach.check].function);
      CHECK(std::find(induction.proved.begin(), induction.proved.end(), breach.check) ==
            induction.proved.end());
    }
  }
}

TEST_CASE("a specification without invariants, and one with a wrong one, is refused") {
  auto texts = whole_specification().texts();
  texts.push_back({"wrong", "\n(define-fun inv-vc-odd ((v Vc)) Bool true)\n"});
  const auto odd = Specification::parse(texts);
  REQUIRE(odd);
  const auto failed = prove_by_induction(*odd, everything());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().what == "its invariants cannot be used");
  CHECK(failed.error().why.find("inv-vc-odd") != std::string::npos);
  std::erase_if(texts, [](const SpecificationText& text) {
    return text.name.find("24-") != std::string::npos || text.name == "wrong";
  });
  const auto bare = Specification::parse(texts);
  REQUIRE(bare);
  CHECK_FALSE(prove_by_induction(*bare, everything()));
}

TEST_CASE("a proof that is interrupted says so and proves nothing") {
  const std::atomic<bool> stop = true;
  InductionOptions options = everything();
  options.stop = &stop;
  const Induction induction = *prove_by_induction(whole_specification(), options);
  CHECK(induction.why_not == "it was interrupted");
  CHECK(induction.proved.empty());
}

TEST_CASE("solvers from outside agree with the certificate") {
  const fs::path directory =
      fs::temp_directory_path() / fmt::format("condis-certificate-{}", ::getpid());
  fs::create_directories(directory);
  std::size_t claims = 0;
  std::string files;
  for (const SpecificationText& script : conforming().certificate) {
    std::ofstream(directory / script.name) << script.text;
    files += " '" + (directory / script.name).string() + "'";
    for (std::size_t at = script.text.find("(check-sat)"); at != std::string::npos;
         at = script.text.find("(check-sat)", at + 1)) {
      ++claims;
    }
  }
  CHECK(claims > 500);
  for (const char* solver : {"z3", "cvc5 --incremental"}) {
    const std::string program =
        std::string(solver).substr(0, std::string(solver).find(' '));
    if (std::system(("command -v " + program + " >/dev/null").c_str()) != 0) {
      MESSAGE(program << " is not installed: not asked");
      continue;
    }
    CAPTURE(solver);
    const fs::path answers = directory / "answers";
    const std::string command =
        fmt::format("for file in{}; do {} \"$file\" || exit 1; done >'{}' 2>/dev/null",
                    files, solver, answers.string());
    CHECK(std::system(command.c_str()) == 0);
    std::ifstream lines(answers);
    std::size_t proved = 0;
    for (std::string line; std::getline(lines, line);) {
      CHECK(line == "unsat");
      ++proved;
    }
    CHECK(proved == claims);
  }
  fs::remove_all(directory);
}

}  // namespace
}  // namespace condis::test
