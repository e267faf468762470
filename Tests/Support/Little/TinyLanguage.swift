import Foundation

/// Numbers that look drawn, the same every time.
public struct LittleNumbers: Sendable {
  private var state: UInt64

  /// Numbers of a seed.
  public init(_ seed: UInt64) { state = seed }

  /// So many numbers, evenly within `scale` of a centre.
  public mutating func next(_ count: Int, scale: Float = 0.3, around centre: Float = 0) -> [Float] {
    (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return centre + scale * (Float(state >> 40) / Float(1 << 23) - 1)
    }
  }
}

extension TinyGGUF {
  /// A decoder of two blocks with random numbers, width 16, 4 heads that share 2 of keys, whose tokens
  /// are bytes; and its arrays by their names, without `.weight`.
  public static func llama() -> (file: TinyGGUF, arrays: [String: [Float]]) {
    let (width, heads, groups, hidden) = (16, 4, 2, 24)
    var (file, arrays, numbers) = (TinyGGUF(), [String: [Float]](), LittleNumbers(5))
    func add(_ name: String, _ extents: [Int], around centre: Float = 0) {
      let drawn = numbers.next(extents.reduce(1, *), around: centre)
      arrays[name] = drawn
      file.add("\(name).weight", extents, drawn)
    }
    file.set("general.architecture", "llama")
    for (key, value) in [
      ("block_count", 2), ("embedding_length", width), ("feed_forward_length", hidden),
      ("attention.head_count", heads), ("attention.head_count_kv", groups),
      ("rope.dimension_count", width / heads), ("context_length", 64),
    ] {
      file.set("llama.\(key)", value)
    }
    file.set("llama.attention.layer_norm_rms_epsilon", Float(1e-5))
    file.set("llama.rope.freq_base", Float(100))
    file.set("tokenizer.ggml.model", "gpt2")
    file.set("tokenizer.ggml.pre", "smollm")
    file.set("tokenizer.ggml.tokens", symbols)
    file.set("tokenizer.ggml.merges", [])
    add("token_embd", [256, width])
    add("output_norm", [width], around: 1)
    for block in 0..<2 {
      let name = "blk.\(block)"
      let keys = groups * width / heads
      for part in ["attn_norm", "ffn_norm"] { add("\(name).\(part)", [width], around: 1) }
      for (part, rows, columns) in [
        ("attn_q", width, width), ("attn_k", keys, width), ("attn_v", keys, width),
        ("attn_output", width, width), ("ffn_gate", hidden, width), ("ffn_up", hidden, width),
        ("ffn_down", width, hidden),
      ] {
        add("\(name).\(part)", [rows, columns])
      }
    }
    return (file, arrays)
  }

  /// A printable character for each byte.
  private static let symbols: [String] = {
    var others: UInt32 = 0
    return (UInt32(0)..<256).map { byte in
      let isPrintable = (33...126).contains(byte) || (161...255).contains(byte) && byte != 173
      if !isPrintable { others += 1 }
      return Unicode.Scalar(isPrintable ? byte : 255 + others).map { String(Character($0)) } ?? ""
    }
  }()
}
