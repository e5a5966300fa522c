// The reports of one run, each with the file that it goes to.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/report.h"
#include "model/result.h"

namespace condis {

// One report as asked for on the command line.
struct ReportRequest {
  const ReportKind* kind = nullptr;
  std::string file = "-";  // "-" is standard output
};

class ReportFiles {
 public:
  // Opens every file at once, so that one that cannot be written is known before the
  // check. Reports that go to standard output write there in the order of the requests;
  // the colour of `context` is for them only.
  static Result<ReportFiles> open(const std::vector<ReportRequest>& requests,
                                  const ReportContext& context);

  void add(const CheckOutcome& outcome);
  // Writes and closes everything; says what could not be written. Standard output is
  // the caller's to flush.
  std::optional<Diagnostic> finish();

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Entry {
    std::unique_ptr<Report> report;
    std::unique_ptr<std::FILE, CloseFile> file;  // null: standard output
    std::string name;
  };

  std::vector<Entry> entries_;
};

}  // namespace condis
