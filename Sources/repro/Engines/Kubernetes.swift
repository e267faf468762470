import Foundation
import Suites

extension EnginePlan {
  /// Where the runtime image keeps what the claim holds.
  static let mount = "/data"

  /// An Indexed Job for each group of cells, with the lists of their names, and a Job that comes after
  /// them, each a document of YAML; JSON's strings are YAML's.
  func kubernetesFiles() throws -> [EngineFile] {
    guard let image = site.kubernetes?.image, let claim = site.kubernetes?.claim else {
      throw Failure(
        .usage,
        "Kubernetes needs an image and a volume: name a --profile-file with kubernetes: {image: …, "
          + "claim: …}")
    }
    let pod = Pod(
      image: try text(image), claim: try text(claim),
      fetch: try fetchWords.map { try list($0) })
    var documents: [String] = []
    for (index, group) in groups.enumerated() {
      documents.append(try cells(group, index + 1))
      documents.append(try job(group, index + 1, pod))
    }
    // Where only laws are to be fitted, the last job is the first one.
    let jobs = documents.map { "---\n" + $0 }.joined()
    let first = documents.isEmpty ? "finish.yaml" : "jobs.yaml"
    return (documents.isEmpty ? [] : [EngineFile(name: "jobs.yaml", text: jobs)]) + [
      EngineFile(name: "finish.yaml", text: "---\n" + (try finish(pod))),
      .script(
        "submit",
        submission(of: first)
      ),
    ]
  }

  /// What hands the documents over. A Job cannot be changed, so that those of an earlier call go first;
  /// not as long as one of them is at work, since its cells would be begun twice.
  private func submission(of file: String) -> [String] {
    let space = site.kubernetes?.namespace.map { ["--namespace=\($0)"] } ?? []
    let own = space + ["--selector=\(Self.mark)=\(name(nil))"]
    let active = shellWords(
      ["kubectl", "get", "jobs"] + own + ["--output=jsonpath={.items[*].status.active}"])
    return [
      "set -euo pipefail", "cd " + shellWords([places.files]),
      "active=$(\(active))",
      "if [[ -n $active ]]; then",
      "  echo \(shellWords(["repro: Jobs of \(suite) are at work: wait for them, or delete them."])) >&2",
      "  exit 75",
      "fi",
      shellWords(["kubectl", "delete", "jobs,configmaps"] + own + ["--ignore-not-found"]),
      "kubectl apply --filename=\(file)",
    ]
  }

  /// What the objects of a suite are found by.
  private static let mark = "app.kubernetes.io/instance"

  private struct Pod {
    var image: String
    var claim: String
    /// The words that fetch data, as a list; nil where none are needed.
    var fetch: String?
  }

  private func text(_ value: String) throws -> String { try CanonicalJSON.compact(value) }

  private func list(_ words: [String]) throws -> String { try CanonicalJSON.compact(words) }

  /// A name as Kubernetes takes it: small letters, digits and hyphens.
  private func name(_ part: String?) -> String {
    let letters = (["repro", suite] + (part.map { [$0] } ?? [])).joined(separator: "-").lowercased()
      .unicodeScalars.map { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          ? String(scalar) : "-"
      }
    return String(letters.joined().prefix(63)).trimmingCharacters(in: ["-"])
  }

  private func metadata(_ part: String) throws -> String {
    let space = try site.kubernetes?.namespace.map { "\n  namespace: \(try text($0))" } ?? ""
    return "metadata:\n  name: \(name(part))\(space)\n  labels: {\(Self.mark): \(name(nil))}"
  }

  private func cells(_ group: Group, _ number: Int) throws -> String {
    let lines = try group.cells.enumerated().map { index, cell in
      "  \"\(index)\": \(try text(cell.name))"
    }
    return """
      apiVersion: v1
      kind: ConfigMap
      \(try metadata("cells-\(number)"))
      data:
      \(lines.joined(separator: "\n"))

      """
  }

  private func job(_ group: Group, _ number: Int, _ pod: Pod) throws -> String {
    let words = runWords + ["--cell", "@/cells/$(JOB_COMPLETION_INDEX)"]
    return """
      apiVersion: batch/v1
      kind: Job
      \(try metadata("\(number)"))
      spec:
        completionMode: Indexed
        completions: \(group.cells.count)
        parallelism: \(min(group.cells.count, site.atOnce ?? group.cells.count))
        # A cell that fails keeps no other from being computed.
        backoffLimitPerIndex: 3
        maxFailedIndexes: \(group.cells.count)
        podFailurePolicy:
          rules:
            # No second attempt mends a wrong command, suite, licence, data set or processor.
            - action: FailIndex
              onExitCodes:
                containerName: cell
                operator: In
                values: [64, 65, 69, 77, 78]
            # Evicted, or told to stop after a checkpoint: it goes on, and no attempt is lost.
            - action: Ignore
              onPodConditions:
                - {type: DisruptionTarget, status: "True"}
            - action: Ignore
              onExitCodes:
                containerName: cell
                operator: In
                values: [129, 130, 138, 143, 152]
        template:
          spec:
      \(indented(try spec(pod, container(group, words), volume: cellsVolume(number)), 6))

      """
  }

  private func container(_ group: Group, _ words: [String]) throws -> String {
    """
    containers:
      - name: cell
        image: IMAGE
        command: \(try list(words))
        resources:
          requests: {cpu: "\(group.cores)", memory: \(group.mebibytes)Mi}
          limits: {cpu: "\(group.cores)", memory: \(group.mebibytes)Mi}
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        volumeMounts:
          - {name: data, mountPath: \(Self.mount)}
          - {name: cells, mountPath: /cells, readOnly: true}
    """
  }

  private func cellsVolume(_ number: Int) -> String {
    "\n  - {name: cells, configMap: {name: \(name("cells-\(number)"))}}"
  }

  /// What every pod has in common, with its container.
  private func spec(_ pod: Pod, _ container: String, volume: String = "") throws -> String {
    let fetch = pod.fetch.map { words in
      """
      initContainers:
        - name: fetch
          image: IMAGE
          command: \(words)
          resources:
            requests: {cpu: "1", memory: 1024Mi}
            limits: {memory: 2048Mi}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          volumeMounts:
            - {name: data, mountPath: \(Self.mount)}

      """
    }
    return """
      restartPolicy: Never
      terminationGracePeriodSeconds: 120
      securityContext: {runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001}
      volumes:
        - {name: data, persistentVolumeClaim: {claimName: \(pod.claim)}}\(volume)
      \(fetch ?? "")\(container)
      """.replacing("IMAGE", with: pod.image)
  }

  private func finish(_ pod: Pod) throws -> String {
    let script = (["set -u"] + finishLines).joined(separator: "\n")
    let container = """
      containers:
        - name: finish
          image: IMAGE
          command: [bash, -c, \(try text(script))]
          resources:
            requests: {cpu: "1", memory: 4096Mi}
            limits: {memory: 4096Mi}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          volumeMounts:
            - {name: data, mountPath: \(Self.mount)}
      """
    var last = pod
    last.fetch = nil
    return """
      apiVersion: batch/v1
      kind: Job
      \(try metadata("finish"))
      spec:
        backoffLimit: 0
        template:
          spec:
      \(indented(try spec(last, container), 6))

      """
  }

  private func indented(_ text: String, _ blanks: Int) -> String {
    let margin = String(repeating: " ", count: blanks)
    return text.split(separator: "\n").map { margin + $0 }.joined(separator: "\n")
  }
}
