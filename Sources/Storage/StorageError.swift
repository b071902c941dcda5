import Glibc

/// A failure to use the store, a lock or an output file. Names the path and describes the failure in one line.
package struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    case notFound
    case notAFolder
    case isAFolder
    /// A pipe, socket or device.
    case notAFile
    /// A symbolic link in the place of a folder or file below a folder; carries the option that names that folder on the command line.
    case link(String)
    /// A path that must stay below a folder could lead out of it.
    case notBelow
    case alreadyExists
    case permissionDenied
    case readOnly
    /// The device or the user's quota is full.
    case noSpace
    case nameTooLong
    case tooManyOpenFiles
    /// Any other failure of the operating system, with its `errno`.
    case inputOutput(errno: Int32)

    /// Other processes kept a file locked for too long.
    case fileBusy

    /// A stored file does not match its digest; it now lies in `quarantine/`, unless the store is open for reading only.
    case damagedBlob
    case missingBlob
    /// A write to a store that was opened for reading only.
    case readOnlyStore

    case ledgerDamaged
    /// There are stored answers but no ledger with their calls.
    case ledgerMissing
    /// The records beside the answers name calls that the ledger has lost.
    case ledgerLost
    /// Written by a later version of the program.
    case ledgerNewer
    /// Other processes kept it locked for too long.
    case ledgerBusy
    case ledgerFailed

    /// A file to import is truncated, changed, or none of this program's.
    case damagedArchive
    /// A run is under way in it.
    case storeInUse
    /// A run of another machine, of this name, has it open.
    case otherMachine(String)
    /// The file of a held lock was removed or replaced by hand.
    case lockLost

    case noSuchExchange
    case ambiguousExchange
    case illegalTransition(from: ExchangeState, to: ExchangeState)
    /// An attempt under the same key is in flight, may have been billed, or its answer was not interpreted; another must not be sent before
    /// that is settled.
    case undecidedAttempt(ExchangeID)
  }

  package let kind: Kind
  package let path: String
  /// The action that failed, or the library's own words.
  package let detail: String

  package init(_ kind: Kind, path: String, detail: String = "") {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  /// Creates the error for the `errno` that a system call left.
  init(errno code: Int32, path: String, doing action: String) {
    let kind: Kind =
      switch code {
      case ENOENT: .notFound
      case ENOTDIR: .notAFolder
      case EISDIR: .isAFolder
      case EEXIST: .alreadyExists
      case EACCES, EPERM: .permissionDenied
      case EROFS: .readOnly
      case ENOSPC, EDQUOT: .noSpace
      case ENAMETOOLONG: .nameTooLong
      case EMFILE, ENFILE: .tooManyOpenFiles
      default: .inputOutput(errno: code)
      }
    self.init(kind, path: path, detail: action)
  }

  /// Indicates whether the environment is at fault (disk, permissions, a store that cannot be used), not one asset or exchange.
  package var isEnvironment: Bool {
    switch kind {
    case .notFound, .notAFolder, .isAFolder, .notAFile, .alreadyExists, .permissionDenied, .readOnly, .noSpace, .nameTooLong,
      .tooManyOpenFiles,
      .link, .notBelow, .lockLost, .inputOutput, .fileBusy, .readOnlyStore, .storeInUse, .otherMachine, .ledgerDamaged, .ledgerMissing,
      .ledgerLost,
      .ledgerNewer, .ledgerBusy,
      .ledgerFailed:
      true
    case .damagedBlob, .missingBlob, .damagedArchive, .noSuchExchange, .ambiguousExchange, .illegalTransition, .undecidedAttempt: false
    }
  }

  package var description: String {
    "'\(knownPath)': \(displayName)\(detail.isEmpty ? "" : " (\(detail))")\(advice.map { "; \($0)" } ?? "")"
  }

  /// The path as people know it: for a file under its temporary name, the folder that it is written in.
  private var knownPath: Substring {
    guard let slash = path.lastIndex(of: "/"), TemporaryFile.isName(String(path[path.index(after: slash)...])) else { return path[...] }
    return path[..<slash]
  }

  /// The remedy, if it is not obvious.
  private var advice: String? {
    switch kind {
    case .noSpace: "make room, and go on with the same command"
    case .tooManyOpenFiles: "raise the limit with `ulimit -n`"
    case .ledgerDamaged, .ledgerMissing, .ledgerLost:
      "put the store back from a backup, make the ledger anew from the records beside the answers with `aquatint ledger rebuild`, or name another store with --store"
    case .ledgerNewer: "update aquatint"
    case .ledgerBusy, .fileBusy: "try again when they have ended"
    case .link(let option) where !option.isEmpty: "put a real one in its place, or name another with \(option), which itself may be a link"
    case .lockLost: "run again; nothing more was sent"
    case .storeInUse: "try again when the other run has ended"
    case .otherMachine:
      "give each machine a store on a disk of its own, and let them share calls with --shared; if that machine is dead, `aquatint doctor --release-store --store '\(path)'` frees the store"
    case .noSuchExchange: "`aquatint ledger history FILE ASSET` lists an asset's calls"
    case .ambiguousExchange: "give more of it"
    default: nil
    }
  }

  /// A description of the failure without the path.
  package var displayName: String {
    switch kind {
    case .notFound: return "no such file or folder"
    case .notAFolder: return "not a folder"
    case .isAFolder: return "is a folder"
    case .notAFile: return "is not a regular file"
    case .link: return "is a symbolic link, and links are not followed here"
    case .notBelow: return "is no path that stays below its folder"
    case .lockLost: return "the lock of a run under way was removed or replaced"
    case .alreadyExists: return "exists already"
    case .permissionDenied: return "permission denied"
    case .readOnly: return "the file system is read-only"
    case .noSpace: return "no space left"
    case .nameTooLong: return "the name is too long"
    case .tooManyOpenFiles: return "too many open files"
    case .inputOutput(let code):
      // strerror always returns a terminated string, which is copied before any other call can change it.
      return unsafe String(cString: strerror(code))
    case .fileBusy: return "is locked by other processes"
    case .damagedBlob: return "the stored file is damaged"
    case .missingBlob: return "the stored file is missing"
    case .readOnlyStore: return "the store is open for reading only"
    case .ledgerDamaged: return "the ledger is damaged"
    case .ledgerMissing: return "the ledger is missing, although the store holds answers"
    case .ledgerLost: return "the ledger has lost calls that were paid for"
    case .ledgerNewer: return "the ledger was written by a later version of aquatint"
    case .ledgerBusy: return "the ledger is locked by other processes"
    case .ledgerFailed: return "the ledger cannot be used"
    case .damagedArchive: return "the archive cannot be used"
    case .storeInUse: return "the store is in use"
    case .otherMachine(let name): return "a run of the machine '\(name)' has the store open, and a store is for one machine"
    case .noSuchExchange: return "no such exchange"
    case .ambiguousExchange: return "more than one exchange begins like this"
    case .illegalTransition(let from, let to): return "a call that is '\(from.displayName)' cannot become '\(to.displayName)'"
    case .undecidedAttempt(let id): return "exchange \(id) for the same request is not settled"
    }
  }
}
