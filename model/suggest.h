// "Did you mean ...?": the word of a list that is closest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace condis {

// The candidate with the fewest edits (a letter added, left out or replaced, two
// neighbours swapped; case does not count), if they are few for the word's length;
// otherwise "". The first of several equally close ones.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// "did you mean 'X'?" for nearest(), or "" where nothing is near.
std::string did_you_mean(std::string_view word,
                         const std::vector<std::string>& candidates);

}  // namespace condis
