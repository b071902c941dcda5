import Storage

/// The page that shows all assets, as a run writes it at its end.
extension WatchSession {
  /// - Parameter isLast: whether there is no later time to do it.
  mutating func refreshPage(isQuiet: Bool, isLast: Bool = false) async {
    guard let page = services.page else { return }
    let began = Instant.now
    guard isLast ? pageRefresh.isStale : pageRefresh.isDue(at: began, isQuiet: isQuiet) else { return }
    let all = sources.filter { claims.owns($0.key) }.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var everything = planOptions
    everything.selection = Selection()
    everything.refresh = []
    do throws(StorageError) {
      let planner = Planner(
        components: services.components, store: services.store, options: everything, needsSources: false, sources: all)
      if let plan = try await planner.plan(pipeline, after: []).plan { await page(plan, books.failures) }
    } catch {
      books.status.lastError = error.description
    }
    pageRefresh.made(from: began, to: .now)
  }
}
