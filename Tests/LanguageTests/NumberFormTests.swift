import Foundation
import Testing

@testable import Weights

@Suite struct NumberFormTests {
  @Test(
    "sixteen bits are widened to the same value",
    arguments: [
      (UInt16(0x0000), Float(0)), (0x8000, -0.0), (0x3c00, 1), (0xc000, -2), (0x7bff, 65504),
      (0x0001, 0x1p-24), (0x83ff, -1023 * 0x1p-24), (0x0400, 0x1p-14), (0x3555, 0.333251953125),
      (0x7c00, .infinity), (0xfc00, -.infinity),
    ])
  func halves(_ half: UInt16, _ value: Float) {
    #expect(widened(half) == value && widened(half).sign == value.sign)
  }

  @Test("what is no number stays none")
  func notANumber() {
    #expect(widened(0x7e00).isNaN)
  }

  #if !arch(x86_64)
    @Test("all values of sixteen bits are those of the processor's own type")
    func everyHalf() {
      for half in UInt16.min...UInt16.max {
        let own = Float(Float16(bitPattern: half))
        #expect(widened(half) == own || own.isNaN && widened(half).isNaN)
      }
    }
  #endif

  @Test("the upper half of 32 bits is read as it stands")
  func brain() {
    #expect(NumberForm.brain16.numbers(Data([0x80, 0x3f, 0x20, 0xc1])) == [1, -10])
  }

  @Test("a block of eight bits is d times each signed byte")
  func eightBits() {
    // d = 0.5; bytes 0, 1, … 30, and -1.
    let bytes = Data([0x00, 0x38]) + Data((0..<31).map { UInt8($0) }) + Data([0xff])
    #expect(NumberForm.q8x0.numbers(bytes) == (0..<31).map { Float($0) / 2 } + [-0.5])
  }

  @Test("a block of four bits has the low halves of its bytes first, times d, plus m")
  func fourBits() {
    // d = 2, m = -1; byte j holds j below and 15 − j above.
    let bytes = Data([0x00, 0x40, 0x00, 0xbc]) + Data((0..<16).map { UInt8($0 | (15 - $0) << 4) })
    let low = (0..<16).map { Float(2 * $0 - 1) }
    #expect(NumberForm.q4x1.numbers(bytes) == low + low.reversed())
  }

  @Test("a block that is cut short gives no numbers")
  func cutShort() {
    for form in NumberForm.allCases {
      #expect(form.numbers(Data(count: form.blockBytes - 1)) == [])
      #expect(form.numbers(Data(count: 2 * form.blockBytes)).count == 2 * form.blockNumbers)
    }
  }
}
