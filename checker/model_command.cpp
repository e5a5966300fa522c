#include "checker/model_command.h"

#include <algorithm>
#include <stdexcept>

#include "checker/model_game.h"
#include "model/suggest.h"

namespace condis {
namespace {

Result<std::vector<std::uint32_t>> find_rules(const std::vector<std::string>& ids,
                                              const TextModel& model) {
  std::vector<std::uint32_t> found;
  std::vector<std::string> names;
  for (const TextModel::Rule& rule : model.rules()) names.push_back(rule.id);
  for (const std::string& id : ids) {
    const auto name = std::find(names.begin(), names.end(), id);
    if (name == names.end()) {
      return Diagnostic{"condis-check explore", "the model has no rule '" + id + "'",
                        "its rules are named by comments ';; @rule ID'",
                        did_you_mean(id, names)};
    }
    found.push_back(static_cast<std::uint32_t>(name - names.begin()));
  }
  return found;
}

void add_changes(const std::vector<TextModel::Field>& fields, const StateBytes& before,
                 const StateBytes& after, std::vector<ModelChange>& to) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (before[i] == after[i]) continue;
    const auto value = [&](const StateBytes& state) {
      return fields[i].values[static_cast<unsigned char>(state[i])];
    };
    to.push_back({fields[i].name, value(before), value(after)});
  }
}

// Goes a run again, with parties that keep their numbers.
std::vector<ModelStep> steps_of(const Path& path, unsigned parties, TextModel& model,
                                ModelGame& game) {
  std::vector<ModelStep> steps;
  StateBytes vc = game.vc(path.beginning);
  std::vector<StateBytes> party(parties, model.party_initial());
  for (const RunStep& run_step : path.steps) {
    const bool of_vc = run_step.place == kMostPlaces;
    std::uint32_t counts = 0;
    for (const StateBytes& one : party) counts = add_up(counts, model.census_of(one));
    StateBytes& moved = party[of_vc ? 0 : run_step.place];
    const std::uint32_t census = others(counts, of_vc ? 0 : model.census_of(moved));
    const auto possible = model.steps(vc, moved, census, of_vc);
    const auto step = std::find_if(possible.begin(), possible.end(),
                                   [&](const auto& s) { return s.act == run_step.act; });
    if (step == possible.end()) throw std::logic_error("a run cannot be gone again");
    ModelStep told{model.acts()[step->act], of_vc ? 0u : run_step.place + 1u, {}};
    add_changes(model.vc_fields(), vc, step->vc, told.changes);
    add_changes(model.party_fields(), moved, step->party, told.changes);
    steps.push_back(std::move(told));
    vc = step->vc;
    moved = step->party;
  }
  return steps;
}

}  // namespace

Result<ModelOutcome> run_model(const ExploreRequest& request) {
  auto text = read_specification_text(request.model_file, "the model");
  if (!text) return text.error();
  const auto model = TextModel::load(std::move(*text));
  if (!model) return model.error();
  const auto rules = find_rules(request.rules, **model);
  if (!rules) return rules.error();
  ModelGame game(**model, *rules);
  ModelOutcome outcome;
  outcome.search = Search<ModelGame>(game, request).run();
  outcome.rules = rules->empty() ? (*model)->rules().size() : rules->size();
  for (const BrokenCheck& broken : outcome.search.broken) {
    outcome.broken.push_back({(*model)->rules()[broken.check],
                              steps_of(broken.path, request.parties, **model, game)});
  }
  if (outcome.search.stuck) {
    outcome.stuck = steps_of(*outcome.search.stuck, request.parties, **model, game);
  }
  return outcome;
}

Verdict overall(const ModelOutcome& outcome) {
  if (!outcome.broken.empty() || outcome.search.stuck) return Verdict::Violated;
  return outcome.search.complete ? Verdict::Holds : Verdict::NotExercised;
}

}  // namespace condis
