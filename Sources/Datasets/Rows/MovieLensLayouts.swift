internal import Suites

/// A layout whose members besides the events speak of users and items.
protocol DescribedLayout: LayoutEntry {
  /// Those members, without folders.
  var sideMembers: [String] { get }
}

extension MovieLens1MLayout: DescribedLayout {
  var sideMembers: [String] { ["users.dat", "movies.dat"] }
}

extension MovieLens100KLayout: DescribedLayout {
  var sideMembers: [String] { ["u.user", "u.item"] }
}

extension MovieLensCSVLayout: DescribedLayout {
  var sideMembers: [String] { ["movies.csv"] }
}
