/// A schedule of the learning rate as a suite file writes it. Which part of the rate a step has stands in
/// `Models`.
package protocol ScheduleEntry: KindedEntry {}

/// How the learning rate changes in the course of a training. Chosen in a file by `kind:`.
public struct ScheduleSpec: Chosen {
  /// The schedules there are: one line each.
  package static let registry = Registry("schedule", refuses: true, [CosineSchedule.self])

  /// What was chosen.
  package let entry: any ScheduleEntry

  /// A schedule of these fields.
  package init(_ entry: any ScheduleEntry = CosineSchedule()) { self.entry = entry }

  /// A rise from 0, and a fall by half a cosine.
  ///
  /// - Parameter warmUp: share of all steps in which the rate rises.
  public static func cosine(warmUp: Double) -> ScheduleSpec {
    var entry = CosineSchedule()
    entry.warmUp = warmUp
    return ScheduleSpec(entry)
  }
}

/// A rise from 0, and a fall by half a cosine.
package struct CosineSchedule: ScheduleEntry {
  package static let kind = "cosine"
  package static let meaning =
    "The rate rises in a line and falls by half a cosine. Of T steps, counted from 0, the first W, which are "
    + "`warmUp` · T rounded up, take s/W of the optimizer's rate, and the others (1 + cos(π(s − W)/(T − W)))/2 "
    + "of it: Hugging Face's `get_cosine_schedule_with_warmup`. T is that of all epochs, also where a "
    + "training ends before."

  package var warmUp = 0.0

  package static let fields: [Field<Self>] = [
    .number(
      "warmUp", \.warmUp, "Share of all steps in which the rate rises.", unit: "fraction",
      in: .from(0, below: 1))
  ]

  package init() {}
}
