// SARIF logs of condis-check as one; see merge.h.
#pragma once

#include <vector>

#include "checker/merge.h"

namespace condis {

Result<MergedReport> merge_sarif(const std::vector<ReportText>& logs);

}  // namespace condis
