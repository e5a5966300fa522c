// Which recordings are of a medium that carries data with drops and closes, as the user
// says. Tested by tests/checker/media_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/vocabulary.h"

namespace condis {

// Said of the recordings whose names match; see matches() in wildcard.h.
struct Medium {
  std::string pattern;
  Support close_data = Support::Unknown;  // Unknown: as the recording says
};

// Each word is yes, no or learn, said of every recording, or PATTERN=yes and so on. Fails
// like choose().
Result<std::vector<Medium>> parse_media(std::string_view command,
                                        const std::vector<std::string>& words);

// The last that is said of a recording of these files, that is of one of them.
std::optional<Support> said_of(const std::vector<std::string>& paths,
                               const std::vector<Medium>& media);

}  // namespace condis
