#include "checker/report_files.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace condis {

Result<ReportFiles> ReportFiles::open(const std::vector<ReportRequest>& requests,
                                      const ReportContext& context) {
  ReportFiles files;
  for (const ReportRequest& request : requests) {
    Entry entry;
    entry.name = request.file;
    ReportContext own = context;
    std::FILE* target = stdout;
    if (request.file != "-") {
      target = std::fopen(request.file.c_str(), "wb");
      if (target == nullptr) {
        return Diagnostic{request.file, "the report cannot be written",
                          std::strerror(errno),
                          "its directory has to exist, and to be writable"};
      }
      entry.file.reset(target);
      own.colour = false;
    }
    entry.report = request.kind->make(own, [target](std::string_view text) {
      std::fwrite(text.data(), 1, text.size(), target);
    });
    files.entries_.push_back(std::move(entry));
  }
  return files;
}

void ReportFiles::add(const CheckOutcome& outcome) {
  for (Entry& entry : entries_) entry.report->add(outcome);
}

std::optional<Diagnostic> ReportFiles::finish() {
  std::optional<Diagnostic> failed;
  for (Entry& entry : entries_) {
    entry.report->finish();
    if (!entry.file) continue;
    const bool written = std::ferror(entry.file.get()) == 0;
    if (std::fclose(entry.file.release()) != 0 || !written) {
      failed = {entry.name, "the report could not be written to its end", "",
                "is the disk full?"};
    }
  }
  return failed;
}

}  // namespace condis
