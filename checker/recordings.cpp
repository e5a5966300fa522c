#include "checker/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "checker/wildcard.h"

namespace condis {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kEndings = {".etl", ".jsonl", ".xml", ".csv"};

bool is_recording(const std::string& name) {
  const std::size_t dot = name.find_last_of('.');
  if (dot == std::string::npos) return false;
  std::string ending = name.substr(dot);
  for (char& c : ending)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

class Finder {
 public:
  explicit Finder(const std::vector<std::string>& excluded) : excluded_(excluded) {}

  void take(const std::string& argument) {
    std::error_code error;
    if (fs::is_directory(argument, error)) {
      take_below(argument, {argument, kAnyDepth}, is_recording,
                 "in a directory, recordings are the files whose names end in "
                 ".etl, .jsonl, .xml or .csv; name others themselves, or by a "
                 "pattern such as 'runs/*.txt'");
    } else if (is_pattern(argument) && !fs::exists(argument, error)) {
      const auto fits = [&](const std::string& name) { return matches(argument, name); };
      take_below(argument, tree_of(argument), fits,
                 "'*' and '?' stand for characters other than '/', '**' for "
                 "any, such as 'runs/**/*.etl'");
    } else {
      add(argument);
    }
  }

  std::vector<Recording> take_found() { return std::move(found_); }

 private:
  // Where to look for files: in a directory, "" for the current one, and so far below it.
  struct Tree {
    std::string top;
    int depth;
  };
  static constexpr int kAnyDepth = INT_MAX;

  // The tree that has all names that match the pattern.
  static Tree tree_of(const std::string& pattern) {
    const std::size_t slash = pattern.find_last_of("/\\", pattern.find_first_of("*?"));
    const std::size_t fixed = slash == std::string::npos ? 0 : slash + 1;
    const auto depth =
        std::count_if(pattern.begin() + static_cast<std::ptrdiff_t>(fixed), pattern.end(),
                      [](char c) { return c == '/' || c == '\\'; });
    const bool any = pattern.find("**") != std::string::npos;
    return {pattern.substr(0, fixed), any ? kAnyDepth : static_cast<int>(depth)};
  }

  void take_below(const std::string& argument, const Tree& tree,
                  const std::function<bool(const std::string&)>& wanted,
                  const std::string& help) {
    std::vector<std::string> found;
    std::uint64_t others = 0;
    std::error_code error;
    fs::recursive_directory_iterator at(tree.top.empty() ? "." : tree.top, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (at.depth() >= tree.depth) at.disable_recursion_pending();
      std::error_code ignored;
      if (!at->is_regular_file(ignored)) continue;
      std::string name = at->path().generic_string();
      if (tree.top.empty()) name.erase(0, 2);  // "./"
      const bool is_wanted = wanted(name);
      // "." itself adds nothing to a name, and would hide it from those who compare
      // names.
      if (name.starts_with("./")) name.erase(0, 2);
      if (!is_wanted || is_excluded(name)) {
        ++others;
      } else {
        found.push_back(std::move(name));
      }
    }
    if (error) {
      miss(argument, "the directory cannot be read to its end", error.message(), "");
    } else if (found.empty()) {
      miss(argument, "there is no recording here",
           others == 0 ? "there are no files"
                       : fmt::format("{} other {} here", others,
                                     others == 1 ? "file is" : "files are"),
           help);
    }
    std::sort(found.begin(), found.end());
    for (std::string& name : found) add(std::move(name));
  }

  bool is_excluded(const std::string& name) const {
    return std::any_of(
        excluded_.begin(), excluded_.end(),
        [&](const std::string& pattern) { return matches(pattern, name); });
  }

  void add(std::string name) {
    if (seen_.insert(name).second) found_.push_back({std::move(name), std::nullopt});
  }

  void miss(const std::string& argument, std::string what, std::string why,
            std::string help) {
    found_.push_back({argument, Diagnostic{argument, std::move(what), std::move(why),
                                           std::move(help)}});
  }

  const std::vector<std::string>& excluded_;
  std::vector<Recording> found_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<Recording> find_recordings(const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& excluded) {
  Finder finder(excluded);
  for (const std::string& argument : arguments) finder.take(argument);
  return finder.take_found();
}

}  // namespace condis
