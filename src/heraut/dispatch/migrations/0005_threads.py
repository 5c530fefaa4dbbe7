import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Dispatches that build on published texts: corrections, reposts, quotes."""

    dependencies = [
        ("dispatch", "0004_calendar"),
        ("newsroom", "0004_parts"),
        ("outbound", "0005_threads"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "Text"),
                    ("correction", "Correction"),
                    ("repost", "Repost"),
                    ("quote", "Quote"),
                ],
                default="text",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="note",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="dispatch",
            name="adaptation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="newsroom.adaptation",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=Q(kind="text", adaptation__isnull=False)
                | (~Q(kind="text") & Q(adaptation=None)),
                name="dispatch_text_has_adaptation",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="verb",
            field=models.CharField(
                choices=[
                    ("publish", "Publish"),
                    ("edit", "Correct where it stands"),
                    ("repost", "Repost"),
                    ("recall", "Recall"),
                ],
                default="publish",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="original",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="dispatch.delivery",
            ),
        ),
    ]
