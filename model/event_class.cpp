#include "model/event_class.h"

#include <array>

namespace condis {
namespace {

using Cases = std::string_view;

// The documented functions take their names from the vocabulary.
constexpr Cases kDerived[] = {
    "rundown",           "context-reused", "manager-context-reused",
    "vc-context-reused", "obscured",       "call-closed",
    "vc-deleted",        "recording-ends"};
constexpr Cases kEdge[] = {"enter", "return"};
constexpr Cases kRole[] = {"role-unknown", "client", "call-manager", "mcm"};
constexpr Cases kSpelling[] = {"NdisCm", "NdisMCm"};
constexpr Cases kStatus[] = {
    "unlogged",  "success",       "pending",      "failure",        "invalid-data",
    "resources", "not-supported", "not-accepted", "closing-status", "other-status"};
constexpr Cases kData[] = {"data-unlogged", "data-absent", "data-present"};
constexpr Cases kSize[] = {"size-unlogged", "size-zero", "size-nonzero"};
constexpr Cases kIrql[] = {"irql-unlogged", "irql-allowed", "irql-too-high"};
constexpr Cases kMedium[] = {"medium-unknown", "medium-carries", "medium-refuses"};
constexpr Cases kName[] = {"unnamed", "null",  "named",   "differs",
                           "foreign", "never", "misused", "unresolved"};
constexpr Cases kEcho[] = {"no-echo", "echo-same", "echo-differs"};
constexpr Cases kInside[] = {
    "inside-none",           "inside-incoming-drop", "inside-incoming-close",
    "inside-drop-complete",  "inside-add-complete",  "inside-make-complete",
    "inside-close-complete", "inside-manager",       "inside-receive",
    "inside-bind",           "inside-other"};
constexpr Cases kAbout[] = {"about-none", "about-same", "about-other"};
constexpr Cases kAlive[] = {"alive-none", "alive-adding", "alive-up",    "alive-dropping",
                            "alive-told", "alive-idle",   "alive-setup", "alive-closing"};

std::array<Cases, kEventFunctionCount> function_cases() {
  std::array<Cases, kEventFunctionCount> cases;
  for (int i = 0; i < kCallCount; ++i) {
    cases[static_cast<std::size_t>(i)] = name_of(static_cast<Function>(i));
  }
  for (int i = kCallCount; i < kEventFunctionCount; ++i) {
    cases[static_cast<std::size_t>(i)] = kDerived[i - kCallCount];
  }
  return cases;
}

}  // namespace

std::span<const EventFieldLayout> event_layout() {
  static const auto kFunctions = function_cases();
  static const auto kLayout = [] {
    const std::array<std::pair<Cases, std::span<const Cases>>, kEventFieldCount> fields =
        {{
            {"function", kFunctions}, {"edge", kEdge},         {"role", kRole},
            {"spelling", kSpelling},  {"status", kStatus},     {"data", kData},
            {"size", kSize},          {"irql", kIrql},         {"medium", kMedium},
            {"vc-name", kName},       {"handle", kName},       {"context", kName},
            {"data-echo", kEcho},     {"status-echo", kEcho},  {"inside", kInside},
            {"about", kAbout},        {"nested", {}},          {"returns-logged", {}},
            {"client-recorded", {}},  {"receives-logged", {}}, {"alive", kAlive},
        }};
    std::array<EventFieldLayout, kEventFieldCount> layout;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      layout[i] = {fields[i].first, kEventShift[i], kEventWidth[i], fields[i].second};
    }
    return layout;
  }();
  return kLayout;
}

}  // namespace condis
