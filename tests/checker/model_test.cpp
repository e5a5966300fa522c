// Models as text: the one in specs/models has the states and transitions that other model
// checkers count for it, each of its mistakes is found by a shortest run, and the search
// agrees with a plain enumeration that knows no symmetry, no table and no packing.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "checker/model_command.h"
#include "checker/model_game.h"
#include "checker/search.h"

namespace condis::test {
namespace {

// With sanitizers the solver takes its time.
#ifdef __SANITIZE_ADDRESS__
constexpr unsigned kMostParties = 4;
#else
constexpr unsigned kMostParties = 6;
#endif

const std::string kPath =
    std::string(CONDIS_SOURCE_DIR) + "/specs/models/two-contexts.smt2";

std::string two_contexts(const std::string& mistake) {
  auto text = read_specification_text(kPath, "the model");
  if (!text) throw std::runtime_error(text.error().what);
  const std::string as_is = "() Mistake no-mistake)";
  const std::size_t found = text->text.find(as_is);
  if (found == std::string::npos) throw std::runtime_error("the model has changed");
  return text->text.replace(found, as_is.size(), "() Mistake " + mistake + ")");
}

std::unique_ptr<TextModel> model_of(const std::string& text) {
  auto model = TextModel::load({"model", text});
  if (!model) throw std::runtime_error(model.error().where + ": " + model.error().what);
  return std::move(*model);
}

SearchResult searched(TextModel& model, unsigned parties, unsigned jobs = 1) {
  ModelGame game(model, {});
  SearchOptions options;
  options.parties = parties;
  options.jobs = jobs;
  return Search<ModelGame>(game, options).run();
}

// Every state with parties in their places, layer by layer.
struct Plain {
  std::size_t states = 0;       // parties told apart
  std::size_t alike = 0;        // those that differ in more than who is who
  std::size_t transitions = 0;  // from one state of those alike, one for each party
  std::size_t stuck = 0;
  std::map<std::string, std::size_t> broken;  // by rule: steps of a shortest run
};

Plain enumerated(TextModel& model, unsigned parties) {
  using State = std::pair<StateBytes, std::vector<StateBytes>>;
  Plain plain;
  std::set<State> seen;
  std::vector<State> layer;
  for (const StateBytes& vc : model.beginnings()) {
    layer.emplace_back(vc, std::vector<StateBytes>(parties, model.party_initial()));
  }
  seen.insert(layer.begin(), layer.end());
  for (std::size_t depth = 1; !layer.empty(); ++depth) {
    std::vector<State> next;
    for (const State& state : layer) {
      const bool sorted = std::is_sorted(state.second.begin(), state.second.end());
      std::size_t moves = 0;
      for (unsigned mover = 0; mover <= parties; ++mover) {
        std::vector<unsigned> counts(12);
        for (unsigned i = 0; i < parties; ++i) {
          const std::uint32_t census = i == mover ? 0 : model.census_of(state.second[i]);
          for (unsigned j = 0; j < counts.size(); ++j) counts[j] += census >> (2 * j) & 1;
        }
        std::uint32_t census = 0;
        for (unsigned j = 0; j < counts.size(); ++j) {
          census |= std::min(counts[j], 2u) << (2 * j);
        }
        const bool of_vc = mover == parties;
        for (const auto& step :
             model.steps(state.first, state.second[of_vc ? 0 : mover], census, of_vc)) {
          ++moves;
          for (const std::uint16_t rule : step.broken) {
            plain.broken.try_emplace(model.rules()[rule].id, depth);
          }
          if (!step.broken.empty()) continue;
          State to = state;
          to.first = step.vc;
          if (!of_vc) to.second[mover] = step.party;
          if (seen.insert(to).second) next.push_back(std::move(to));
        }
      }
      plain.stuck += moves == 0;
      plain.alike += sorted;
      if (sorted) plain.transitions += moves;
    }
    plain.states += layer.size();
    layer = std::move(next);
  }
  return plain;
}

TEST_CASE("two-contexts has the states and transitions that others count") {
  const auto model = model_of(two_contexts("no-mistake"));
  const std::uint64_t states[] = {92, 964, 8129, 38259, 133617, 385766};
  const std::uint64_t transitions[] = {150, 2074, 22504, 120716, 463844, 1448467};
  for (unsigned parties = 1; parties <= kMostParties; ++parties) {
    CAPTURE(parties);
    const SearchResult found = searched(*model, parties);
    CHECK(found.complete);
    CHECK(found.states == states[parties - 1]);
    CHECK(found.transitions == transitions[parties - 1]);
    CHECK(found.depth == 9 * parties + 1);
    CHECK(found.broken.empty());
    CHECK_FALSE(found.stuck);
  }
}

TEST_CASE("the search agrees with a plain enumeration, mistakes included") {
  for (const char* mistake :
       {"no-mistake", "drops-last", "answers-twice", "completes-twice", "reports-last"}) {
    const auto model = model_of(two_contexts(mistake));
    for (unsigned parties = 1; parties <= 2; ++parties) {
      CAPTURE(mistake);
      CAPTURE(parties);
      const Plain plain = enumerated(*model, parties);
      const SearchResult found = searched(*model, parties);
      CHECK(found.states == plain.alike);
      CHECK(found.transitions == plain.transitions);
      if (parties == 2) CHECK(plain.states > plain.alike);
      CHECK(found.stuck.has_value() == (plain.stuck != 0));
      std::map<std::string, std::size_t> broken;
      for (const BrokenCheck& one : found.broken) {
        broken[model->rules()[one.check].id] = one.path.steps.size();
      }
      CHECK(broken == plain.broken);
    }
  }
}

TEST_CASE("each mistake breaks its rule") {
  const std::pair<const char*, const char*> expected[] = {
      {"drops-last", "drop-not-the-last"},
      {"answers-twice", "handle-valid"},
      {"completes-twice", "completed-once"},
      {"reports-last", "incoming-drop-not-the-last"}};
  for (const auto& [mistake, rule] : expected) {
    CAPTURE(mistake);
    const auto model = model_of(two_contexts(mistake));
    bool is_broken = false;
    for (const BrokenCheck& one : searched(*model, 3).broken) {
      is_broken |= model->rules()[one.check].id == rule;
    }
    CHECK(is_broken);
  }
}

TEST_CASE("any number of threads finds the same, in the same order") {
  for (const char* mistake : {"no-mistake", "completes-twice"}) {
    const auto model = model_of(two_contexts(mistake));
    const SearchResult one = searched(*model, 4, 1);
    for (const unsigned jobs : {2u, 3u}) {
      const SearchResult more = searched(*model, 4, jobs);
      CHECK(more.states == one.states);
      CHECK(more.transitions == one.transitions);
      CHECK(more.outcomes == one.outcomes);
      CHECK(more.interleavings.decimal() == one.interleavings.decimal());
      REQUIRE(more.broken.size() == one.broken.size());
      for (std::size_t i = 0; i < one.broken.size(); ++i) {
        CHECK(more.broken[i].check == one.broken[i].check);
        const auto& steps = one.broken[i].path.steps;
        CHECK(std::equal(steps.begin(), steps.end(), more.broken[i].path.steps.begin(),
                         more.broken[i].path.steps.end(),
                         [](const RunStep& a, const RunStep& b) {
                           return a.act == b.act && a.place == b.place;
                         }));
      }
    }
  }
}

TEST_CASE("a state of eight parties fits in 24 bytes, its share of the index included") {
  const auto model = model_of(two_contexts("no-mistake"));
  const SearchResult found = searched(*model, 5);
  CHECK(found.bytes < 24 * found.states);
  // Eight parties need 3 bytes more than five.
  Packing packing(8);
  packing.fit(344, 68);
  CHECK(packing.bytes() + 32 / 3 <= 24);
}

TEST_CASE("a model that rested answers as before") {
  const auto model = model_of(two_contexts("no-mistake"));
  const auto answers = [&model] {
    std::vector<std::string> all;
    for (const StateBytes& vc : model->beginnings()) {
      const StateBytes& party = model->party_initial();
      all.push_back(std::to_string(model->census_of(party)) + ' ' +
                    std::to_string(model->visible(vc, party, false)));
      for (const auto& step : model->steps(vc, party, 0, false)) {
        all.push_back(model->acts()[step.act] + ' ' + step.vc + ' ' + step.party);
      }
    }
    return all;
  };
  const std::vector<std::string> before = answers();
  CHECK(before.size() > model->beginnings().size());
  model->rest();
  CHECK(answers() == before);
}

TEST_CASE("a model that cannot be used is told") {
  const auto fault = [](const std::string& from, const std::string& to) {
    std::string text = two_contexts("no-mistake");
    const std::size_t found = text.find(from);
    REQUIRE(found != std::string::npos);
    const auto model = TextModel::load({"model", text.replace(found, from.size(), to)});
    REQUIRE_FALSE(model);
    return model.error().where + ": " + model.error().what;
  };
  CHECK(fault("(others-unfinished Amount)",
              "(others-unfinished Amount) (others-odd Bool)") ==
        "model: the field 'others-odd' of Census has not three values");
  CHECK(fault("(= v (vc idle", "(= v (vc idel").find("idel") != std::string::npos);
  CHECK(fault("(define-fun may ", "(define-fun might ").find("may") != std::string::npos);
  CHECK(fault("(carries v)\n          false))",
              "(carries v)\n          (not (knows v))))") ==
        "model: vc-begins is true of no Vc");
  CHECK(
      fault(";; @rule handle-valid", ";; @rule handle-invalid").find("handle-invalid") !=
      std::string::npos);
}

}  // namespace
}  // namespace condis::test
