import Datasets
import Experiments
import Foundation
import Metrics
import Models
import Suites
import TestSupport
import Testing

/// Results that another program made, of three users and five items.
private let interactions = Interactions(
  offsets: [0, 3, 6, 8], items: [1, 2, 3, 2, 4, 1, 5, 2], times: Array(0..<8).map { Int64($0) },
  ratings: [5, 1, 4, 4, 5, 2, 1, 4], users: [3, 7, 9], candidates: [1, 2, 3, 4, 5], itemRows: 6)

private func data() -> ProtocolData {
  .events(
    PreparedData(
      interactions: interactions, digest: Digest(of: "little").hex,
      source: .init(id: "little", digest: Digest(of: "bytes").hex, published: true)))
}

private let dataset = DatasetSpec(
  id: "little", source: "little", ties: .file, filters: [], maximalLength: 10,
  split: .leaveLastOut, generator: nil)

private let rankings = RunProtocol<DatasetSpec>.ranking(
  RankingProtocol(
    dataset: dataset,
    evaluation: EvaluationSpec(
      candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target, floor: 6,
      metrics: ["hr@2", "ndcg@2"], every: 1, read: .last)))

private let likings = RunProtocol<DatasetSpec>.rating(
  RatingProtocol(
    dataset: dataset, threshold: 4, held: 1,
    evaluation: RatingEvaluationSpec { ($0.metrics, $0.every) = (["logloss", "auc"], 1) }))

extension Form {
  private static let pieces = [
    ",", "\t", " ", "\n", "\r\n", "\"", "\"\"", "-", "+", ".", "e9", "\u{0}", "\u{feff}", "user",
    "item", "rank", "row", "label", "score", "metric", "value", "Q0", "7", "9",
  ]
  private static let header = [
    "{", "}", "(", ")", "'", ":", ",", "'descr'", "'<f4'", "'<f8'", "'<i8'", "'>f4'", "'|O'",
    "'fortran_order'", "True", "False", "'shape'", "\"shape\":", "\"dtype\":", "\"F64\"",
    "\"data_offsets\":", "__metadata__", "[", "]", "\"", "\u{0}", "\n",
  ]

  /// A file of results: refused with its name, or measured with numbers that can be.
  ///
  /// - Parameters:
  ///   - spec: the form of results, as suites write it.
  ///   - file: the file that is damaged.
  ///   - beside: other files in the folder.
  ///   - block: the file of results, where another one is damaged.
  private static func results(
    _ name: String, _ spec: String, _ protocol: RunProtocol<DatasetSpec> = rankings,
    file: String, seeds: [Data], tokens: [String], beside: [String: String] = [:],
    block: Data? = nil
  ) -> Form {
    Form(
      name: name, seeds: seeds, tokens: tokens + numbers, prefix: "Results of 'r': ", tries: 400
    ) { damaged in
      let results = try CanonicalJSON.read(ResultsSpec.self, from: Data(spec.utf8))
      let task = ExternalTask<DatasetSpec>(protocol: `protocol`, results: results)
      let data = data()
      let split = try SplitIdentity(`protocol`, data: data.digest).checksum
      let folder = try TemporaryFolder()
      try folder.write(
        #"{"format": 1, "kind": "\#(results.kind)", "seed": 1, "split": "\#(split)", "#
          + #""made_by": {"program": "p"}, "file": "results"}"#, to: "result.json")
      for (name, text) in beside { try folder.write(text, to: name) }
      if let block { try folder.write(block, to: "results") }
      var bytes = damaged
      if file == "result.json" {
        // The checksum belongs to the data, and stands in no kept input.
        bytes = Data(String(decoding: damaged, as: UTF8.self).replacing("SPLIT", with: split).utf8)
      }
      try folder.write(bytes, to: file)
      let before = folder.contents()
      defer { #expect(folder.contents() == before) }
      let prepared = PreparedExternal(
        task: task, data: data, suites: folder.url.path, folder: { _ in nil }, seconds: 1)
      do {
        let measured = try prepared.measured(folder.url.path, name: "r", seed: 1)
        #expect(measured.ranks.allSatisfy { (1...6).contains($0) })
        #expect(
          results.kind == "metrics"
            || measured.ranks.count == (results.kind == "predictions" ? 0 : 3))
        #expect(
          measured.metrics.allSatisfy { $0.value.isFinite && $0.key.range.contains($0.value) },
          "\(measured.metrics)")
        return .understood
      } catch let error as ResultsError {
        return .refused(error.description)
      }
    }
  }

  private static func numbersOf<Number: FixedWidthInteger>(_ numbers: [Number]) -> Data {
    numbers.reduce(into: Data()) { data, number in
      withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
  }

  private static func npy(_ type: String, _ columns: Int, _ bytes: Data) -> Data {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (3, \(columns)), }\n"
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + bytes
  }

  private static let scores = numbersOf((0..<15).map { Float($0 * 7 % 11).bitPattern })
  private static let ids = [
    "users.csv": "user\n9\n3\n7\n", "items.csv": "item\n5\n1\n2\n3\n4\n",
  ]

  /// Readers of results made elsewhere.
  static let results: [Form] = [
    results(
      "results-manifest", #"{"kind": "ranks"}"#, file: "result.json",
      seeds: [
        Data(
          (#"{"format": 1, "kind": "ranks", "seed": 1, "split": "SPLIT", "made_by": "#
            + #"{"program": "p", "version": "1"}, "file": "results"}"#).utf8)
      ],
      tokens: [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "\"format\":", "\"seed\":",
        "\"users\":",
        "\"made_by\":", "../", "\\u0000", "SPLIT",
      ], beside: ["results": "user,item,rank\n3,3,1\n7,1,2\n9,2,3\n"]),
    results(
      "results-ranks", #"{"kind": "ranks"}"#, file: "results",
      seeds: [
        Data("user,item,rank\n3,3,1\n7,1,2\n9,2,3\n".utf8),
        Data("user\titem\trank\r\n9\t2\t1\r\n3\t3\t3\r\n7\t1\t1".utf8),
      ], tokens: pieces),
    results(
      "results-lists", #"{"kind": "lists", "depth": 1}"#, file: "results",
      seeds: [Data("user,rank,item\n3,1,3\n7,1,5\n9,1,2\n".utf8)],
      tokens: pieces),
    results(
      "results-trec", #"{"kind": "lists", "depth": 2}"#, file: "results",
      seeds: [
        Data(
          "3 Q0 3 0 2.5 t\n3 Q0 4 1 1 t\n7 Q0 1 0 9 t\n7 Q0 5 1 8 t\n9 Q0 2 0 1 t\n9 Q0 1 1 0 t\n"
            .utf8)
      ], tokens: pieces),
    results(
      // Behind what competes stands any number below 1, so that much damage decides nothing.
      "results-list-block", #"{"kind": "lists", "depth": 40}"#, file: "results",
      seeds: [
        npy(
          "<i8", 40,
          numbersOf(
            [[2, 1, 3, 4], [3, 4, 5], [1, 5, 3]].flatMap { (items: [Int64]) in
              items + Array(repeating: -1, count: 40 - items.count)
            }))
      ], tokens: header, beside: ids),
    results(
      "results-npy", #"{"kind": "scores"}"#, file: "results", seeds: [npy("<f4", 5, scores)],
      tokens: header, beside: ids),
    results(
      "results-safetensors", #"{"kind": "scores"}"#, file: "results",
      seeds: [
        {
          let head = #"{"scores":{"dtype":"F32","shape":[3,5],"data_offsets":[0,60]}}"#
          return numbersOf([UInt64(head.utf8.count)]) + Data(head.utf8) + scores
        }()
      ], tokens: header, beside: ids),
    results(
      "results-ids", #"{"kind": "scores"}"#, file: "users.csv",
      seeds: [Data(ids["users.csv"]?.utf8 ?? "".utf8)], tokens: pieces, beside: ids,
      block: npy("<f4", 5, scores)),
    results(
      "results-predictions", #"{"kind": "predictions"}"#, likings, file: "results",
      seeds: [Data("row,label,score\n1,1,0.9\n2,0,0.25\n3,1,1e-3\n".utf8)], tokens: pieces),
    results(
      "results-metrics", #"{"kind": "metrics"}"#, file: "results",
      seeds: [Data("metric,value\nhr@2,0.5\nndcg@2,0.25\n".utf8)], tokens: pieces + ["hr@2", "mrr"]),
  ]
}
