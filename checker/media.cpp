#include "checker/media.h"

#include <algorithm>
#include <cstddef>

#include "checker/option_values.h"
#include "checker/wildcard.h"

namespace condis {
namespace {

constexpr const char* kEveryRecording = "**";

}  // namespace

Result<std::vector<Medium>> parse_media(std::string_view command,
                                        const std::vector<std::string>& words) {
  std::vector<Medium> media;
  for (const std::string& word : words) {
    const std::size_t equals = word.rfind('=');
    const bool of_some = equals != std::string::npos;
    const auto close_data =
        choose_close_data(command, of_some ? word.substr(equals + 1) : word);
    if (!close_data) return close_data.error();
    media.push_back({of_some ? word.substr(0, equals) : kEveryRecording, *close_data});
  }
  return media;
}

std::optional<Support> said_of(const std::vector<std::string>& paths,
                               const std::vector<Medium>& media) {
  std::optional<Support> said;
  for (const Medium& medium : media) {
    const bool fits = std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
      return matches(medium.pattern, path);
    });
    if (fits) said = medium.close_data;
  }
  return said;
}

}  // namespace condis
