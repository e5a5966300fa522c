#include "checker/report.h"

#include <array>

#include "checker/report_json.h"
#include "checker/report_text.h"

namespace condis {

std::span<const ReportKind> report_kinds() {
  static constexpr std::array<ReportKind, 2> kKinds = {{
      {"text", make_text_report},
      {"json", make_json_report},
  }};
  return kKinds;
}

}  // namespace condis
