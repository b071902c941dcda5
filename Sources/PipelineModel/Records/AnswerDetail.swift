package import Storage

/// What is kept of an answer beside its picture: the ledger's column `detail`, an object of texts.
package struct AnswerDetail: Hashable, Sendable {
  /// The names of its texts, as the ledger has them.
  package enum Name: String, Sendable {
    /// What the model wrote, alone or beside its picture.
    case text
    /// What people are told of a failure.
    case words
    /// What a gateway wrote about a refusal.
    case message
    /// The reason of a failure as the gateway named it.
    case reason
    /// A type that the picture's bytes contradict.
    case declaredMediaType
    /// A part of the answer that contradicts its picture.
    case contradiction = "beside"
    /// A size that was not asked for.
    case finding
    /// The call whose answer came once more.
    case repeats
    case modelVersion
    case responseID = "responseId"
    case imageTokens
    case searchQueries
    /// What the call would have cost at the list price, in USD.
    case listCost
  }

  private var fields: [String: String]

  /// Makes a detail of texts by their names.
  package init(_ texts: [Name: String] = [:]) {
    fields = Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value) })
  }

  /// Reads a column; one that is empty or none of ours has no texts. Names that are not known are kept.
  package init(column: String?) { fields = column.flatMap(FieldsJSON.read) ?? [:] }

  /// The column's text: one line of JSON.
  package var column: String { FieldsJSON.write(fields) }

  package subscript(name: Name) -> String? {
    get { fields[name.rawValue] }
    set { fields[name.rawValue] = newValue }
  }
}

extension Exchange {
  /// What is kept of its answer.
  package var answerDetail: AnswerDetail { AnswerDetail(column: detail) }
}

extension Interpretation {
  /// What it keeps of the answer.
  package var answerDetail: AnswerDetail { AnswerDetail(column: detail) }
}
