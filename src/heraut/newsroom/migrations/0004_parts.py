from django.db import migrations, models


class Migration(migrations.Migration):
    """A channel's text may be a thread."""

    dependencies = [("newsroom", "0003_translation")]

    operations = [
        migrations.AddField(
            model_name="adaptationtext",
            name="parts",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="adaptationtext",
            name="numbered",
            field=models.BooleanField(default=False, help_text="the parts end in (1/3)"),
        ),
    ]
