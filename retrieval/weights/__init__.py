"""The fitted weights, in half precision, and the graphs that run them; docs/model-card.md says how they were made."""

from pathlib import Path

FOLDER = Path(__file__).parent
# A graph tells what is done with the weights, so it is verified like them; a test makes each anew.
GRAPHS_SHA256 = {
    "encoder.onnx": "79a13c5b82ebdb2693c5ac1cd0a991a64bd928ed303faa9d73306d0ef71d436d",
    "pairs.onnx": "903492c24acb18fbc8c1f2cb6d36fce37ecd6ca4e3bddb6f2738c15973c6c939",
    "pronouns.onnx": "7313c164620f032596ff18b67c690b1c3aa446df597762322d122a5cd79f74ff",
    "tagger.onnx": "2a7d42615c2f289d7f3c3cf3bbde9a9e3d949cadc333ff2ef6a2231be111c1ac",
}
